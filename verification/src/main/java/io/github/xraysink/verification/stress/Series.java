// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.stress;

import io.github.xraysink.context.Xraysink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Some rounds with one recorder of their own, for races that only closing the recorder can judge:
 * making and closing one costs a thousand times what a round does.
 */
final class Series {

  private static final int ROUNDS = 64;
  private static final int ACTORS = 2;

  private final Xraysink xraysink = Stage.waiting();
  private final List<Round> rounds = new ArrayList<>(ROUNDS);
  private final AtomicInteger arrivals = new AtomicInteger();

  /**
   * Begins the segments.
   *
   * @param prepare what each round needs before the race
   * @param names as in {@link Round}
   */
  Series(Consumer<Round> prepare, String... names) {
    for (int i = 0; i < ROUNDS; i++) {
      Round round = new Round(xraysink, names);
      prepare.accept(round);
      rounds.add(round);
    }
  }

  Xraysink xraysink() {
    return xraysink;
  }

  int entities(int perRound) {
    return ROUNDS * perRound;
  }

  /** Plays one actor's part in each round; both actors enter each round together. */
  void play(Consumer<Round> part) {
    int together = 0;
    for (Round round : rounds) {
      together += ACTORS;
      arrivals.incrementAndGet();
      while (arrivals.get() < together) {
        Thread.onSpinWait();
      }
      part.accept(round);
    }
  }

  /** Plays both parts of one round after the other: closing happens once, not once a round. */
  void each(Consumer<Round> part) {
    rounds.forEach(part);
  }

  /** The verdict of the first round with which something is wrong. */
  String verdict(Function<Round, String> judge) {
    String first = Round.EACH_ONCE;
    for (Round round : rounds) {
      String verdict = judge.apply(round);
      if (first.equals(Round.EACH_ONCE)) {
        first = verdict;
      }
    }
    return first;
  }
}
