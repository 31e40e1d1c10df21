// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.DropReason;
import io.github.xraysink.emit.EmitterStats;
import io.github.xraysink.emit.api.StubXray.Call;
import io.github.xraysink.emit.api.StubXray.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the service does, the threads of the application do not notice, and each entity is
 * counted once: as sent, or as dropped.
 */
@Timeout(120)
class FaultsTest {

  private static final int THREADS = 4;
  private static final int SEGMENTS = 100;

  /** A segment and a subsegment. */
  private static final long ENTITIES = 2L * THREADS * SEGMENTS;

  private static final Duration PROMPT = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofSeconds(60);

  /** What goes wrong at the other end. */
  enum Fault {
    NONE,
    DOWN,
    NEVER_ANSWERS,
    SLOW,
    THROTTLED,
    THROTTLED_RETRY_AFTER,
    THROTTLED_FOR_EVER,
    PARTIAL,
    ODD_ERRORS,
    TOO_LARGE,
    EXPIRED_CREDENTIALS
  }

  private static final Set<Fault> HOPELESS =
      EnumSet.of(Fault.DOWN, Fault.NEVER_ANSWERS, Fault.THROTTLED_FOR_EVER);

  private final StubXray xray = stub();
  private final AtomicInteger answered = new AtomicInteger();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicLong acceptedDocuments = new AtomicLong();
  private XrayApiTransport transport;
  private BoundedEmitter emitter;
  private Xraysink xraysink;

  private static StubXray stub() {
    try {
      return new StubXray();
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /**
   * With no more patience than it needs where nothing gets through, and with much of it elsewhere:
   * a request that is given up on a slow machine, and was accepted after all, is counted by us as
   * lost.
   */
  private void start(URI endpoint, boolean hopeless) {
    transport = XrayApiTransport.builder()
        .endpoint(endpoint)
        .flushInterval(Duration.ofMillis(20))
        .requestTimeout(hopeless ? Duration.ofMillis(150) : Duration.ofSeconds(20))
        .retryBudget(hopeless ? Duration.ofMillis(400) : Duration.ofSeconds(30))
        .build();
    emitter = BoundedEmitter.builder().transport(transport).build();
    xraysink = Xraysink.builder()
        .emitter(emitter)
        .samplingStrategy(new AllSamplingStrategy())
        .build();
  }

  @AfterEach
  void close() {
    xraysink.close();
    emitter.close(Duration.ZERO);
    xray.close();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void eachEntity_isCountedOnceAndNobodyWaits(Fault fault) throws Exception {
    xray.answer = call -> answer(fault, call);
    start(fault == Fault.DOWN ? nobodyThere() : xray.uri(), HOPELESS.contains(fault));

    Duration load = load();

    assertThat(emitter.flush(LONG)).isTrue();
    EmitterStats stats = emitter.stats();
    long dropped =
        stats.entitiesDropped().values().stream().mapToLong(Long::longValue).sum();
    assertThat(stats.entitiesBegun()).isEqualTo(ENTITIES);
    assertThat(stats.entitiesSent() + dropped).isEqualTo(ENTITIES);
    assertThat(stats.queued()).isZero();
    assertThat(stats.entitiesSent()).isEqualTo(2L * accepted.size());
    assertThat(acceptedDocuments).as("accepted twice").hasValue(accepted.size());
    assertThat(load).as("each waiting for its request would take longer").isLessThan(PROMPT);
    check(fault, stats);
  }

  private static void check(Fault fault, EmitterStats stats) {
    switch (fault) {
      case NONE, SLOW, THROTTLED, THROTTLED_RETRY_AFTER, ODD_ERRORS, TOO_LARGE ->
        assertThat(stats.entitiesSent()).isEqualTo(ENTITIES);
      case DOWN, NEVER_ANSWERS, THROTTLED_FOR_EVER ->
        assertThat(stats.entitiesDropped()).containsOnlyKeys(DropReason.SEND_FAILED);
      case PARTIAL -> {
        assertThat(stats.entitiesSent()).isBetween(1L, ENTITIES - 1);
        assertThat(stats.entitiesDropped()).containsOnlyKeys(DropReason.REJECTED);
      }
      case EXPIRED_CREDENTIALS ->
        assertThat(stats.entitiesDropped()).containsEntry(DropReason.REJECTED, ENTITIES);
    }
  }

  private Reply answer(Fault fault, Call call) {
    int number = answered.getAndIncrement();
    return switch (fault) {
      case NEVER_ANSWERS -> xray.never();
      case SLOW -> {
        pause();
        yield accept(call, Set.of());
      }
      case THROTTLED ->
        number % 2 == 0 ? Reply.error(429, "ThrottledException") : accept(call, Set.of());
      case THROTTLED_RETRY_AFTER ->
        number % 3 == 0
            ? Reply.error(429, "ThrottledException").with("Retry-After", "0")
            : accept(call, Set.of());
      case THROTTLED_FOR_EVER -> Reply.error(429, "ThrottledException").with("Retry-After", "60");
      case PARTIAL -> accept(call, thirds(call));
      case ODD_ERRORS ->
        number % 2 == 0 ? Reply.error(500 + number % 5, "Odd") : accept(call, Set.of());
      case TOO_LARGE ->
        call.documents().size() > 10 ? Reply.error(413, "TooLarge") : accept(call, Set.of());
      case EXPIRED_CREDENTIALS -> Reply.error(403, "ExpiredTokenException");
      default -> accept(call, Set.of());
    };
  }

  /** The stub's own slowness, not a wait for something to happen. */
  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(80).toNanos());
  }

  private static Set<String> thirds(Call call) {
    List<String> ids = new ArrayList<>();
    for (String id : call.ids()) {
      if (id.hashCode() % 3 == 0) {
        ids.add(id);
      }
    }
    return Set.copyOf(ids);
  }

  private Reply accept(Call call, Set<String> refused) {
    List<String> unprocessed = new ArrayList<>();
    for (JsonNode document : call.documents()) {
      String id = document.path("id").asText();
      if (refused.contains(id)) {
        unprocessed.add("{\"Id\":\"" + id + "\",\"ErrorCode\":\"InvalidSegment\"}");
      } else {
        accepted.add(id);
        acceptedDocuments.incrementAndGet();
      }
    }
    return Reply.ok("{\"UnprocessedTraceSegments\":[" + String.join(",", unprocessed) + "]}");
  }

  /** Returns how long the application took for all of it. */
  private Duration load() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(() -> {
        for (int segment = 0; segment < SEGMENTS; segment++) {
          XraySegments.with(xraysink.recorder())
              .run("request", () -> XraySubsegments.run("step", () -> {}));
        }
      });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static URI nobodyThere() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  @Test
  void closeWhileNobodyAnswers_isBoundedAndCountsTheRest() throws Exception {
    xray.answer = call -> xray.never();
    transport = XrayApiTransport.builder().endpoint(xray.uri()).build();
    emitter = BoundedEmitter.builder().transport(transport).build();
    xraysink = Xraysink.builder()
        .emitter(emitter)
        .samplingStrategy(new AllSamplingStrategy())
        .build();
    load();

    long start = System.nanoTime();
    emitter.close(Duration.ofMillis(200));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(emitter.stats().entitiesDropped()).containsEntry(DropReason.CLOSED, ENTITIES);
  }
}
