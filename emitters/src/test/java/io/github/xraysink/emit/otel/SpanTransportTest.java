// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.DropReason;
import io.github.xraysink.emit.EmitterStats;
import io.github.xraysink.emit.EntityView;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of documents when exporters do what they should, and when they do not. */
@Timeout(30)
class SpanTransportTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final ScriptedExporter exporter = new ScriptedExporter();
  private final CountDownLatch release = new CountDownLatch(1);
  private BoundedEmitter emitter = emitter(Duration.ofSeconds(10));
  private int nextId = 1;

  @AfterEach
  void close() {
    release.countDown();
    emitter.close(Duration.ZERO);
  }

  private BoundedEmitter emitter(Duration exportTimeout) {
    return OpenTelemetryEmitter.builder(exporter)
        .exportTimeout(exportTimeout)
        .flushInterval(Duration.ofSeconds(30))
        .build();
  }

  @Test
  void documents_goTogetherInFewCalls() {
    for (int i = 0; i < 50; i++) {
      emitter.accept(tree(3));
    }

    assertThat(emitter.flush(LONG)).isTrue();
    assertThat(exporter.calls).hasSizeLessThan(3);
    assertThat(exporter.spans()).hasSize(200);
    assertStats(200, Map.of());
  }

  @Test
  void manySpans_areCutIntoCallsOfAtMost512() {
    emitter.accept(tree(300));
    emitter.accept(tree(300));
    emitter.accept(tree(1_200));

    assertThat(emitter.flush(LONG)).isTrue();
    assertThat(exporter.calls).extracting(List::size).containsExactly(301, 301, 512, 512, 177);
    assertStats(1_803, Map.of());
  }

  @Test
  void exporterThatThrows_losesThatBatchOnly() {
    exporter.answer = spans -> {
      throw new IllegalStateException("made up");
    };
    emitter.accept(tree(2));
    assertThat(emitter.flush(LONG)).isTrue();

    exporter.answer = spans -> CompletableResultCode.ofSuccess();
    emitter.accept(tree(4));

    assertThat(emitter.flush(LONG)).isTrue();
    assertStats(5, Map.of(DropReason.SEND_FAILED, 3L));
    assertThat(emitter.lastError())
        .hasValueSatisfying(error -> assertThat(error).contains("IllegalStateException"));
  }

  @Test
  void exporterThatThrowsAnError_losesThatBatchOnly() {
    exporter.answer = spans -> {
      throw new NoClassDefFoundError("made/Up");
    };

    emitter.accept(tree(2));

    assertThat(emitter.flush(LONG)).isTrue();
    assertStats(0, Map.of(DropReason.SEND_FAILED, 3L));
  }

  @Test
  void exporterThatFails_isAskedOnce() {
    exporter.answer = spans -> CompletableResultCode.ofFailure();

    emitter.accept(tree(2));

    assertThat(emitter.flush(LONG)).isTrue();
    assertThat(exporter.calls).hasSize(1);
    assertStats(0, Map.of(DropReason.SEND_FAILED, 3L));
    assertThat(emitter.lastError()).contains("the exporter failed");
  }

  @Test
  void exporterWithoutResult_isAFailure() {
    exporter.answer = spans -> null;

    emitter.accept(tree(0));

    assertThat(emitter.flush(LONG)).isTrue();
    assertStats(0, Map.of(DropReason.SEND_FAILED, 1L));
  }

  @Test
  void exporterThatNeverCompletes_costsItsTimeoutAndThatBatch() {
    emitter.close();
    emitter = emitter(SHORT);
    exporter.answer = spans -> new CompletableResultCode();
    emitter.accept(tree(2));
    assertThat(emitter.flush(LONG)).isTrue();

    exporter.answer = spans -> CompletableResultCode.ofSuccess();
    emitter.accept(tree(1));

    assertThat(emitter.flush(LONG)).isTrue();
    assertStats(2, Map.of(DropReason.SEND_FAILED, 3L));
    assertThat(emitter.lastError()).contains("the exporter did not answer in 100 ms");
  }

  @Test
  void exporterThatAnswersLater_isWaitedFor() throws Exception {
    CompletableResultCode later = new CompletableResultCode();
    exporter.answer = spans -> later;
    emitter.accept(tree(2));
    Thread answering = new Thread(() -> {
      await().until(() -> !exporter.calls.isEmpty());
      later.succeed();
    });
    answering.start();

    assertThat(emitter.flush(LONG)).isTrue();
    answering.join();
    assertStats(3, Map.of());
  }

  @Test
  void exporterThatHangs_holdsNobodyButItsOwnThread() {
    exporter.answer = spans -> {
      awaitUninterruptibly(release);
      return CompletableResultCode.ofSuccess();
    };
    emitter.accept(tree(0));
    emitter.flush(Duration.ZERO);
    await().until(() -> !exporter.calls.isEmpty());

    long begun = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      emitter.accept(tree(0));
    }
    emitter.close(SHORT);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    assertStats(0, Map.of(DropReason.CLOSED, 1_001L));
  }

  @Test
  void close_sendsWhatIsHeldBackAndShutsTheExporterDown() {
    emitter.accept(tree(2));

    emitter.close();

    assertStats(3, Map.of());
    assertThat(exporter.flushed).hasValue(1);
    assertThat(exporter.shutDown).hasValue(1);
  }

  @Test
  void close_isBoundedWhenTheExporterNeverShutsDown() {
    exporter.shutdownAnswer = new CompletableResultCode();
    long begun = System.nanoTime();

    emitter.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void close_endsTheWaitForAnAnswer() {
    exporter.answer = spans -> new CompletableResultCode();
    emitter.accept(tree(0));
    emitter.flush(Duration.ZERO);
    await().until(() -> !exporter.calls.isEmpty());

    emitter.close(SHORT);

    await()
        .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
            .noneMatch(thread -> thread.getName().equals("xraysink-opentelemetry")));
    assertStats(0, Map.of(DropReason.CLOSED, 1L));
  }

  @Test
  void documentThatCannotBeMapped_takesNoOtherWithIt() {
    emitter.accept(tree(1));
    emitter.accept(throwingWhenRead());
    emitter.accept(tree(1));

    assertThat(emitter.flush(LONG)).isTrue();
    EmitterStats stats = emitter.stats();
    assertThat(stats.entitiesSent()).isEqualTo(4);
    assertThat(stats.entitiesDropped()).isEqualTo(Map.of(DropReason.REJECTED, 1L));
  }

  @Test
  void books_balanceWhateverTheExporterDoes() {
    emitter.close();
    emitter = emitter(Duration.ofMillis(20));
    Random random = new Random(7);
    List<SpanData> arrived = new ArrayList<>();
    exporter.answer = spans -> switch (random.nextInt(5)) {
      case 0 -> throw new IllegalStateException("made up");
      case 1 -> CompletableResultCode.ofFailure();
      case 2 -> new CompletableResultCode();
      default -> {
        arrived.addAll(spans);
        yield CompletableResultCode.ofSuccess();
      }
    };
    int entities = 0;
    for (int i = 0; i < 40; i++) {
      int below = random.nextInt(600);
      emitter.accept(tree(below));
      entities += below + 1;
      emitter.flush(LONG);
    }

    EmitterStats stats = emitter.stats();
    long dropped =
        stats.entitiesDropped().values().stream().mapToLong(Long::longValue).sum();
    assertThat(stats.entitiesSent() + dropped).isEqualTo(entities);
    assertThat(stats.entitiesSent()).isPositive().isLessThanOrEqualTo(arrived.size());
    assertThat(dropped).isPositive();
    assertThat(stats.queued()).isZero();
  }

  @Test
  void settingsOutOfRange_failNamingTheSetting() {
    OpenTelemetryEmitter.Builder builder = OpenTelemetryEmitter.builder(exporter);

    assertThatThrownBy(() -> builder.exportTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exportTimeout is PT0S");
    assertThatThrownBy(() -> builder.flushInterval(Duration.ofMinutes(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("flushInterval is PT2M");
    assertThatThrownBy(() -> OpenTelemetryEmitter.to(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("exporter");
  }

  private void assertStats(long sent, Map<DropReason, Long> dropped) {
    assertThat(emitter.stats().entitiesSent()).isEqualTo(sent);
    assertThat(emitter.stats().entitiesDropped()).isEqualTo(dropped);
  }

  private EntityView tree(int below) {
    Map<String, Object> segment = DocView.segment("s", id());
    List<Object> children = new ArrayList<>();
    for (int i = 0; i < below; i++) {
      children.add(DocView.subsegment("c", id()));
    }
    segment.put("subsegments", children);
    return DocView.of(segment);
  }

  private String id() {
    return String.format("%016x", nextId++);
  }

  /** An entity of somebody's that counts itself and then fails. */
  private static EntityView throwingWhenRead() {
    return (EntityView) Proxy.newProxyInstance(
        SpanTransportTest.class.getClassLoader(), new Class<?>[] {EntityView.class}, (p, m, a) -> {
          return switch (m.getName()) {
            case "completedEntities" -> 1;
            case "inProgress", "segment" -> false;
            case "children" -> List.of();
            default -> throw new IllegalStateException("made up: " + m.getName());
          };
        });
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await(20, TimeUnit.SECONDS);
        return;
      } catch (InterruptedException again) {
        continue;
      }
    }
  }
}
