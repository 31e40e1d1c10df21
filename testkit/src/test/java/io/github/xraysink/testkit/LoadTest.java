// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Races at load: what is sent must be exactly what was begun, each round. */
@Timeout(300)
class LoadTest {

  private static final System.Logger LOG = System.getLogger(LoadTest.class.getName());

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void lastEightChildrenAndTheirSegment_areSentOnceEach(int streamingThreshold) throws Exception {
    int rounds = Loads.scaled(500, 5_000);
    Situation s = new Situation(ContextUnderTest.full());
    try {
      AWSXRayRecorder recorder =
          s.use(RecorderParts.of(s.emitter).streamingThreshold(streamingThreshold));
      race(s, recorder, rounds);
    } finally {
      s.clearUp();
    }
  }

  @Test
  void lastEightChildrenAndTheirSegment_areSentOnceEachInDropIn() throws Exception {
    Situation s = new Situation(ContextUnderTest.dropIn());
    try {
      race(s, s.use(RecorderParts.of(s.emitter)), Loads.scaled(500, 5_000));
    } finally {
      s.clearUp();
    }
  }

  private static void race(Situation s, AWSXRayRecorder recorder, int rounds) {
    ExecutorService threads = s.pool(9);
    for (int round = 0; round < rounds; round++) {
      s.emitter.clear();
      Loads.lastChildrenEndTogether(recorder, threads, 8, true);
      List<CapturedEntity> entities = s.traces().entities();
      assertThat(entities).hasSize(9).allMatch(entity -> entity.timesSent() == 1);
      assertThat(entities).allMatch(entity -> entity.timesSentInProgress() == 0);
    }
    assertThat(s.emitter.failures()).isEmpty();
  }

  @Test
  void requestsOutlivedByTheirWorkers_loseNothing() throws Exception {
    assertThat(outlived(ContextUnderTest.full())).isEqualTo(new Outcome(0, 0));
    assertThat(outlived(ContextUnderTest.dropIn())).isEqualTo(new Outcome(0, 0));
  }

  /** No gate: how much the SDK's context loses depends on how threads race. */
  @Test
  void requestsOutlivedByTheirWorkers_withTheSdk_areReported() throws Exception {
    int entities = Loads.scaled(400, 4_000) * 9;

    Outcome outcome = outlived(new SdkContext());

    assertThat(outcome.lost()).isBetween(0L, (long) entities);
    LOG.log(
        System.Logger.Level.INFO,
        "With the SDK''s context, of {0} entities: {1} lost, {2} sent more than once",
        entities,
        outcome.lost(),
        outcome.twice());
  }

  /** How many entities were lost, and how many sent complete more than once. */
  private record Outcome(long lost, long twice) {}

  private static Outcome outlived(ContextUnderTest context) throws Exception {
    int requests = Loads.scaled(400, 4_000);
    Situation s = new Situation(context);
    try {
      s.use(RecorderParts.of(s.emitter));
      Loads.requestsOutlivedByWorkers(s, s.pool(8), requests, 8);
      List<CapturedEntity> complete = s.traces().entities().stream()
          .filter(entity -> entity.timesSent() > 0)
          .toList();
      long twice = complete.stream().filter(entity -> entity.timesSent() > 1).count();
      return new Outcome(requests * 9L - complete.size(), twice);
    } finally {
      s.clearUp();
    }
  }
}
