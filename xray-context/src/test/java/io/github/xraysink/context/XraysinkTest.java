// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.contexts.SegmentContextResolverChain;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.github.xraysink.emit.CauseView;
import io.github.xraysink.emit.EntityView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class XraysinkTest {

  private final Collected emitted = new Collected();
  private Xraysink xraysink = builder().build();

  private XraysinkBuilder builder() {
    return Xraysink.builder()
        .serviceName("orders")
        .emitter(emitted)
        .samplingStrategy(new AllSamplingStrategy());
  }

  @AfterEach
  void close() {
    xraysink.close();
    assertThat(Position.current()).isNull();
  }

  private AWSXRayRecorder recorder() {
    return xraysink.recorder();
  }

  @Test
  void close_sendsWhatIsOpenInProgress() {
    recorder().beginSegment("open");
    recorder().beginSubsegment("done");
    recorder().endSubsegment();
    recorder().beginSubsegment("lost");
    recorder().clearTraceEntity();

    xraysink.close();

    assertThat(emitted.documents()).extracting(EntityView::name).containsExactly("open", "lost");
    assertThat(emitted.documents()).allMatch(EntityView::inProgress);
    assertThat(emitted.named("done").inProgress()).isFalse();
  }

  @Test
  void close_aLaterEndStillSendsTheCompleteDocument() {
    Segment segment = recorder().beginSegment("open");
    recorder().clearTraceEntity();
    xraysink.close();

    segment.close();

    assertThat(emitted.documents()).hasSize(2);
    assertThat(emitted.documents().get(1).inProgress()).isFalse();
    assertThat(emitted.documents().get(1).id())
        .isEqualTo(emitted.documents().get(0).id());
  }

  @Test
  void lostChild_doesNotHoldItsSegment() {
    recorder().beginSegment("request");
    recorder().beginSubsegment("lost");
    recorder().endSegment();

    assertThat(emitted.names()).containsExactly("request");
    assertThat(xraysink.contextStats().openEntities()).isEqualTo(1);
    xraysink.close();
    assertThat(emitted.names()).containsExactly("request", "lost");
  }

  @Test
  void reportInProgressAfter_showsALongSegmentOnce() {
    xraysink = builder().reportInProgressAfter(Duration.ofMillis(20)).build();
    Segment segment = recorder().beginSegment("long");
    recorder().clearTraceEntity();

    await().until(() -> emitted.documents().size() == 1);
    segment.close();

    assertThat(emitted.documents()).extracting(EntityView::inProgress).containsExactly(true, false);
  }

  @Test
  void forgetOpenAfter_sendsInProgressAndLetsGo() {
    xraysink = builder().forgetOpenAfter(Duration.ofMillis(20)).build();
    Segment segment = recorder().beginSegment("forgotten");
    recorder().clearTraceEntity();

    await().until(() -> xraysink.contextStats().forgotten() == 1);
    assertThat(xraysink.contextStats().openEntities()).isZero();
    segment.close();
    assertThat(emitted.documents()).extracting(EntityView::inProgress).containsExactly(true, false);
  }

  @Test
  void maxOpenEntities_forgetsTheOldest() {
    xraysink =
        builder().maxOpenEntities(2).forgetOpenAfter(Duration.ofSeconds(2)).build();
    for (int i = 0; i < 5; i++) {
      recorder().beginSegment("s" + i);
      recorder().clearTraceEntity();
    }

    await().until(() -> xraysink.contextStats().forgotten() >= 3);
    assertThat(emitted.names()).startsWith("s0", "s1", "s2");
  }

  @Test
  void stats_countWhatHasBegun() {
    recorder().beginSegment("a");
    recorder().beginSubsegment("b");
    recorder().beginSubsegmentWithoutSampling("not counted");
    recorder().endSubsegment();
    assertThat(xraysink.stats().entitiesBegun()).isEqualTo(2);
    recorder().endSubsegment();
    recorder().endSegment();
    recorder().beginNoOpSegment();
    recorder().endSegment();
    assertThat(xraysink.stats().entitiesBegun()).isEqualTo(2);
  }

  @Test
  void create_recordsErrorsAndThrowsTheSameInstance() {
    AssertionError error = new AssertionError("boom");

    assertThatThrownBy(() -> recorder().createSegment("job", () -> {
          throw error;
        }))
        .isSameAs(error);

    assertThat(emitted.only().fault()).isTrue();
    assertThat(emitted.only().cause()).isInstanceOf(CauseView.Described.class);
  }

  @Test
  void exceptions_areDescribedOnceAndReferredToByParents() {
    IOException failure = new IOException("io", new IllegalStateException("why"));

    assertThatThrownBy(() -> XraySegments.with(recorder())
            .run(
                "job",
                () -> XraySubsegments.run("step", () -> {
                  recorder().getCurrentSubsegment().addException(failure);
                  recorder().getCurrentSubsegment().addException(failure);
                  throw failure;
                })))
        .isSameAs(failure);

    CauseView.Described described = (CauseView.Described) emitted.named("step").cause();
    assertThat(described.exceptions())
        .extracting(CauseView.ExceptionView::type)
        .containsExactly("java.io.IOException", "java.lang.IllegalStateException");
    assertThat(described.exceptions().get(0).causeId())
        .isEqualTo(described.exceptions().get(1).id());
    assertThat(emitted.only().cause())
        .isEqualTo(new CauseView.Reference(described.exceptions().get(0).id()));
  }

  @Test
  void cyclicCauses_end() {
    Exception a = new Exception("a");
    Exception b = new Exception("b", a);
    a.initCause(b);
    recorder().beginSegment("job").addException(a);
    recorder().endSegment();

    assertThat(((CauseView.Described) emitted.only().cause()).exceptions()).hasSize(2);
  }

  @Test
  void callAsync_startsSiblingsAndEndsWithTheStage() {
    List<CompletableFuture<String>> sources = new ArrayList<>();
    XraySegments.with(recorder()).run("request", () -> {
      Segment segment = recorder().getCurrentSegment();
      for (int i = 0; i < 5; i++) {
        CompletableFuture<String> source = new CompletableFuture<>();
        sources.add(source);
        assertThat(XraySubsegments.callAsync("call" + i, () -> source)).isSameAs(source);
        assertThat(recorder().getTraceEntity()).isSameAs(segment);
      }
      sources.forEach(source -> source.complete("x"));
    });

    assertThat(emitted.only().children())
        .hasSize(5)
        .allMatch(child -> child.children().isEmpty());
  }

  @Test
  void callAsync_cancelledIsNoFault() {
    XraySegments.with(recorder()).run("request", () -> {
      CompletableFuture<String> source = new CompletableFuture<>();
      XraySubsegments.callAsync("call", () -> source);
      source.cancel(true);
    });

    assertThat(emitted.named("call").fault()).isFalse();
    assertThat(emitted.named("call").annotations()).containsEntry("cancelled", true);
  }

  @Test
  void subsegments_outsideATraceJustRun() {
    assertThat(XraySubsegments.<String, RuntimeException>call("none", () -> "result"))
        .isEqualTo("result");
    assertThat(xraysink.contextStats().contextMissing()).isZero();
    assertThat(emitted.documents()).isEmpty();
  }

  @Test
  void continuing_aDecisionInTheHeaderWinsAndTheSamplerIsNotAsked() {
    AtomicInteger asked = new AtomicInteger();
    xraysink = builder().samplingStrategy(counting(asked, false)).build();
    String root = "1-5759e988-bd862e3fe1be46a994272793";

    XraySegments.with(recorder())
        .continuing("Root=" + root + ";Parent=53995c3f42cd8ad8;Sampled=1")
        .run("sampled", () -> {});
    XraySegments.with(recorder())
        .continuing("Root=" + root + ";Parent=53995c3f42cd8ad8;Sampled=0")
        .run(
            "not sampled",
            () -> assertThat(TraceSnapshot.capture().header())
                .hasValueSatisfying(
                    header -> assertThat(header).startsWith("Root=" + root).endsWith("Sampled=0")));

    assertThat(asked).hasValue(0);
    assertThat(emitted.only().traceId()).isEqualTo(root);
    assertThat(emitted.only().parentId()).isEqualTo("53995c3f42cd8ad8");
  }

  @Test
  void newTrace_asksTheSamplerOnce() {
    AtomicInteger asked = new AtomicInteger();
    xraysink = builder().samplingStrategy(counting(asked, true)).build();

    XraySegments.with(recorder()).run("job", () -> XraySubsegments.run("step", () -> {}));

    assertThat(asked).hasValue(1);
    assertThat(emitted.only().aws().get("xray")).asString().contains("rule_name=the rule");
  }

  private static SamplingStrategy counting(AtomicInteger asked, boolean answer) {
    return new SamplingStrategy() {
      @Override
      public SamplingResponse shouldTrace(SamplingRequest request) {
        asked.incrementAndGet();
        return new SamplingResponse(answer, "the rule");
      }

      @Override
      public boolean isForcedSamplingSupported() {
        return false;
      }
    };
  }

  @Test
  void untraced_recordsNothingAndIsQuiet() {
    recorder().beginSegment("request");
    XraySegments.untraced(() -> {
      Subsegment hidden = recorder().beginSubsegment("hidden");
      assertThat(hidden.shouldPropagate()).isFalse();
      recorder().beginSubsegment("deeper");
      recorder().endSubsegment();
      recorder().endSubsegment();
      assertThat(TraceSnapshot.capture().header()).isEmpty();
    });
    recorder().endSegment();

    assertThat(emitted.names()).containsExactly("request");
    assertThat(xraysink.contextStats().contextMissing()).isZero();
  }

  @Test
  void disabled_doesNothingQuietly() {
    Xraysink off = builder().enabled(false).build();
    try {
      AWSXRayRecorder recorder = off.recorder();
      recorder.beginSegment("x");
      recorder.beginSubsegment("y");
      recorder.createSubsegment("z", () -> {});
      recorder.endSubsegment();
      recorder.endSegment();
      assertThat(recorder.getTraceEntity()).isNull();
      assertThat(XraySegments.with(recorder).<Integer, RuntimeException>call("s", () -> 1))
          .isEqualTo(1);
      assertThat(off.enabled()).isFalse();
    } finally {
      off.close();
    }
    assertThat(emitted.documents()).isEmpty();
  }

  @Test
  void setSegmentContextResolverChain_isRefused() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(
            () -> recorder().setSegmentContextResolverChain(new SegmentContextResolverChain()));
  }

  @Test
  void sendSegment_cannotMakeASecondCopy() {
    Segment segment = recorder().beginSegment("once");
    recorder().endSegment();

    assertThat(recorder().sendSegment(segment)).isFalse();
    recorder().getEmitter().sendSegment(segment);

    assertThat(emitted.documents()).hasSize(1);
    assertThat(xraysink.contextStats().refusedCopies()).isEqualTo(2);
  }

  @Test
  void recorderListener_hearsOfRecordersBeforeAndAfter() {
    List<AWSXRayRecorder> heard = new ArrayList<>();
    RecorderListener listener = new RecorderListener() {
      @Override
      public void onBuilt(AWSXRayRecorder recorder) {
        heard.add(recorder);
      }
    };
    RecorderListener.add(listener);
    try {
      assertThat(heard).contains(recorder());
      try (Xraysink another = builder().build()) {
        assertThat(heard).contains(another.recorder());
      }
    } finally {
      RecorderListener.remove(listener);
    }
  }

  @Test
  void streaming_sendsCompletedOnesAheadBeyondTheThreshold() {
    xraysink = builder().streamingThreshold(2).build();
    recorder().beginSegment("request");
    for (int i = 0; i < 7; i++) {
      recorder().beginSubsegment("s" + i);
      recorder().endSubsegment();
    }
    recorder().endSegment();

    assertThat(emitted.names()).hasSize(8).doesNotHaveDuplicates();
    assertThat(emitted.documents()).hasSizeGreaterThan(1);
  }

  @Test
  void deepTraces_doNotOverflowTheStack() {
    recorder().beginSegment("deep");
    List<Subsegment> chain = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      chain.add(recorder().beginSubsegment("level"));
    }
    for (int i = chain.size() - 1; i >= 0; i--) {
      chain.get(i).close();
    }
    recorder().endSegment();

    assertThat(xraysink.stats().entitiesBegun()).isEqualTo(20_001);
  }

  /** What an application may put into metadata and go on changing. */
  static final class Basket {
    private int items;

    public int getItems() {
      return items;
    }
  }

  @Test
  void metadataAtEnd_showsObjectsAsTheyWereWhenTheEntityEnded() {
    try (Xraysink atEnd = builder().metadataAtEnd(true).build()) {
      Basket basket = new Basket();
      Segment segment = atEnd.recorder().beginSegment("order");
      segment.putMetadata("basket", basket);
      segment.putMetadata("baskets", List.of(Map.of("first", basket)));
      segment.putMetadata("broken", new Object() {
        @SuppressWarnings("unused")
        public String getText() {
          throw new IllegalStateException("not now");
        }
      });
      basket.items = 3;
      atEnd.recorder().endSegment();
      basket.items = 4;

      Map<String, Object> metadata = emitted.named("order").metadata().get("default");
      assertThat(metadata).containsEntry("basket", Map.of("items", 3));
      assertThat(metadata).containsEntry("baskets", List.of(Map.of("first", Map.of("items", 3))));
      assertThat((String) metadata.get("broken")).startsWith("<unreadable: ");
    }
  }

  @Test
  void metadata_byDefaultKeepsObjectsForTheEmitter() {
    Basket basket = new Basket();
    recorder().beginSegment("order").putMetadata("basket", basket);
    recorder().endSegment();

    assertThat(emitted.named("order").metadata().get("default")).containsEntry("basket", basket);
  }

  @Test
  void metadata_countersAreTakenAsTheyAre() {
    AtomicInteger count = new AtomicInteger(1);
    recorder().beginSegment("order").putMetadata("counts", List.of(count));
    AWSXRayRecorder recorder = recorder();
    recorder.getCurrentSegment().putMetadata("count", count);
    count.set(2);
    recorder.endSegment();

    Map<String, Object> metadata = emitted.named("order").metadata().get("default");
    assertThat(metadata).containsEntry("count", 1L).containsEntry("counts", List.of(1L));
  }

  @Test
  void properties_areLookedUpBeforeThoseOfTheSystem() {
    try (Xraysink named = Xraysink.builder()
        .emitter(emitted)
        .samplingStrategy(new AllSamplingStrategy())
        .properties(Map.of("xraysink.metadata-at-end", "true")::get)
        .build()) {
      Basket basket = new Basket();
      named.recorder().beginSegment("order").putMetadata("basket", basket);
      named.recorder().endSegment();

      assertThat(emitted.named("order").metadata().get("default"))
          .containsEntry("basket", Map.of("items", 0));
    }
    assertThatThrownBy(() ->
            builder().properties(Map.of("xraysink.close-timeout", "never")::get).build())
        .hasMessageContaining("'close-timeout' is 'never' (property xraysink.close-timeout)");
  }
}
