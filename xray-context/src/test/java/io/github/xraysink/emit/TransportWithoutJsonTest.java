// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.SegmentImpl;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TransportWithoutJsonTest {

  private final FieldsOnly transport = new FieldsOnly();
  private final BoundedEmitter emitter =
      BoundedEmitter.builder().transport(transport).build();

  @AfterEach
  void close() {
    emitter.close(Duration.ZERO);
  }

  @Test
  void tree_isHandedOverAsItIs() {
    TestEntity open = TestEntity.subsegment("open", 3).open();
    TestEntity root = TestEntity.segment("s", 1).with(TestEntity.subsegment("a", 2), open);

    emitter.accept(root);

    TraceDocument document = sent().get(0);
    assertThat(document.root()).isSameAs(root);
    assertThat(document.id()).isEqualTo(root.id());
    assertThat(document.traceId()).isEqualTo(root.traceId());
    assertThat(document.segment()).isTrue();
    assertThat(document.entityCount()).isEqualTo(3);
    assertThat(emitter.stats().entitiesSent()).isEqualTo(2);
    assertThat(emitter.stats().bytesSent()).isZero();
    assertThat(new String(document.json(), StandardCharsets.UTF_8))
        .isEqualTo(Documents.streamJson(root));
  }

  @Test
  void treeOfAnySize_isNotSplit() {
    TestEntity root = TestEntity.segment("s", 1);
    for (int i = 0; i < 3_000; i++) {
      root.with(TestEntity.subsegment("a subsegment with a name of some length", 2 + i));
    }

    emitter.accept(root);

    assertThat(sent()).hasSize(1);
    assertThat(emitter.stats().documentsSplit()).isZero();
    assertThat(emitter.stats().entitiesSent()).isEqualTo(3_001);
  }

  @Test
  void entityOfTheSdk_isReadBackFromWhatItWrites() {
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard().build();
    SegmentImpl segment = new SegmentImpl(recorder, "theirs");
    segment.putAnnotation("k", 7);
    segment.setEndTime(segment.getStartTime() + 1);
    segment.setInProgress(false);

    emitter.sendSegment(segment);

    EntityView view = sent().get(0).root();
    assertThat(view.name()).isEqualTo("theirs");
    assertThat(view.annotations()).isEqualTo(Map.of("k", 7));
    assertThat(emitter.stats().entitiesSent()).isEqualTo(1);
  }

  @Test
  void subsegmentSentAlone_knowsTheSegmentItIsOf() {
    try (Xraysink xraysink = Xraysink.builder()
        .serviceName("orders")
        .streamingThreshold(0)
        .emitter(emitter)
        .build()) {
      XraySegments.with(xraysink.recorder())
          .run("orders", () -> XraySubsegments.run("inner", () -> {}));
    }

    assertThat(sent()).hasSize(2);
    for (TraceDocument document : sent()) {
      EntityView owner = document.root().owner();
      if (document.segment()) {
        assertThat(owner).isNull();
      } else {
        assertThat(owner).isNotNull();
        assertThat(owner.name()).isEqualTo("orders");
        assertThat(owner.service()).containsKey("runtime");
      }
    }
  }

  @Test
  void valueJson_writesAnythingAsMetadataWould() {
    assertThat(Documents.valueJson(Map.of("a", List.of(1, "x")), 1000))
        .isEqualTo("{\"a\":[1,\"x\"]}");
    assertThat(Documents.valueJson("ü\"", 1000)).isEqualTo("\"ü\\\"\"");
    assertThat(Documents.valueJson(null, 1000)).isEqualTo("null");
    assertThat(Documents.valueJson(new Hostile.Throwing(), 1000)).contains("not written");
    assertThat(Documents.valueJson("x".repeat(1000), 1000))
        .isEqualTo("\"<not written: longer than 1000 bytes>\"");
  }

  private List<TraceDocument> sent() {
    assertThat(emitter.flush(Duration.ofSeconds(10))).isTrue();
    return transport.sent;
  }

  private static final class FieldsOnly implements DocumentTransport {
    private final List<TraceDocument> sent = new ArrayList<>();

    @Override
    public List<Outcome> send(List<TraceDocument> batch) {
      sent.addAll(batch);
      return batch.stream().map(document -> Outcome.SENT).toList();
    }

    @Override
    public int maxBatch() {
      return 10;
    }

    @Override
    public boolean needsJson() {
      return false;
    }

    @Override
    public void close() {}
  }
}
