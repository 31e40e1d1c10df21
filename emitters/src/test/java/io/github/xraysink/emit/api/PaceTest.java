// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the next request may go, on a clock of the test's. */
class PaceTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private long now = Long.MAX_VALUE - 5 * SECOND;
  private long slept;
  private final Pace pace = new Pace(() -> now, nanos -> {
    slept = nanos;
    now += nanos;
  });

  private static Failure failure(@Nullable Duration retryAfter) {
    return new Failure("ThrottledException (HTTP 429)", Failure.Kind.RETRY, retryAfter);
  }

  private boolean attempt(int number, long budget) throws InterruptedException {
    slept = 0;
    return pace.await(number, now + budget);
  }

  @Test
  void pauses_doubleWithJitterUpToFiveSeconds() throws InterruptedException {
    assertThat(attempt(1, SECOND)).isTrue();
    assertThat(slept).isZero();
    pace.failed(failure(null));
    long full = 200 * MILLI;
    for (int attempt = 2; attempt < 20; attempt++) {
      assertThat(attempt(attempt, 60 * SECOND)).isTrue();
      assertThat(slept).isBetween(full / 2, full);
      full = Math.min(5 * SECOND, 2 * full);
    }
  }

  @Test
  void pauseBeyondTheBudget_isNotBegun() throws InterruptedException {
    assertThat(attempt(5, 100 * MILLI)).isFalse();
    assertThat(slept).isZero();
    assertThat(attempt(1, 0)).isFalse();
  }

  @Test
  void timeThatTheServiceNames_isWaited() throws InterruptedException {
    pace.failed(failure(Duration.ofSeconds(2)));

    assertThat(attempt(2, 10 * SECOND)).isTrue();

    assertThat(slept).isEqualTo(2 * SECOND);
  }

  @Test
  void longestOfTheTimesNamed_counts() throws InterruptedException {
    pace.failed(failure(Duration.ofSeconds(3)));
    pace.failed(failure(Duration.ofSeconds(1)));
    pace.failed(failure(null));

    assertThat(attempt(2, 10 * SECOND)).isTrue();

    assertThat(slept).isEqualTo(3 * SECOND);
  }

  @Test
  void timeBeyondTheBudget_holdsTheNextBatchesBackToo() throws InterruptedException {
    pace.failed(failure(Duration.ofSeconds(5)));

    assertThat(attempt(2, 2 * SECOND)).as("the batch that met it").isFalse();
    assertThat(slept).isEqualTo(2 * SECOND);
    assertThat(attempt(1, 2 * SECOND)).as("the next batch").isFalse();
    assertThat(attempt(1, 2 * SECOND)).as("the one after").isTrue();
    assertThat(slept).isEqualTo(SECOND);
  }

  @Test
  void answer_endsWhatWasNamed() throws InterruptedException {
    pace.failed(failure(Duration.ofSeconds(5)));

    pace.answered();

    assertThat(attempt(1, SECOND)).isTrue();
    assertThat(slept).isZero();
  }
}
