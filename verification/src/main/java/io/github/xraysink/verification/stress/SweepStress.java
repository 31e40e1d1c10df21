// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.context.Xraysink;
import java.util.stream.IntStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The list of begun subsegments lets go of those that have ended, now and then, when one begins.
 * Whatever begins and ends in that moment: those that are open stay in the list.
 */
public final class SweepStress {

  private static final Xraysink XRAYSINK = Stage.waiting();
  /** One less than begins before the first sweep (OpenSubsegments.SWEEP_EVERY). */
  private static final int BEFORE_SWEEP = 63;

  private static final int OLDEST = 1;
  private static final int MIDDLE = 30;
  private static final int ONE = BEFORE_SWEEP + 1;
  private static final int OTHER = BEFORE_SWEEP + 2;
  private static final String[] NAMES =
      IntStream.rangeClosed(0, OTHER).mapToObj(Integer::toString).toArray(String[]::new);

  private SweepStress() {}

  /** A round one begin before the sweep: all but the oldest and one in the middle have ended. */
  private static Round nearlyFull() {
    Round round = new Round(XRAYSINK, NAMES);
    for (int number = OLDEST; number <= BEFORE_SWEEP; number++) {
      round.begin(number, 0);
      if (number != OLDEST && number != MIDDLE) {
        round.end(number);
      }
    }
    return round;
  }

  private static String verdict(Round round, int... open) {
    for (int number : open) {
      if (!round.segment().getSubsegmentsCopy().contains((Subsegment) round.get(number))) {
        return "not found " + number;
      }
    }
    round.end(0);
    for (int number : open) {
      round.end(number);
    }
    return round.verdict();
  }

  /** Two begin, both of which may sweep. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "not found .*", expect = FORBIDDEN, desc = "An open one fell out of the list.")
  @Outcome(id = "lost .*", expect = FORBIDDEN)
  @Outcome(id = "twice .*", expect = FORBIDDEN)
  @State
  public static class TwoBegin {

    private final Round round = nearlyFull();

    @Actor
    public void one() {
      round.begin(ONE, 0);
    }

    @Actor
    public void other() {
      round.begin(OTHER, 0);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = verdict(round, OLDEST, MIDDLE, ONE, OTHER);
    }
  }

  /** One begins, and sweeps, while an open one ends. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "not found .*", expect = FORBIDDEN, desc = "An open one fell out of the list.")
  @Outcome(id = "lost .*", expect = FORBIDDEN)
  @Outcome(id = "twice .*", expect = FORBIDDEN)
  @State
  public static class BeginAndEnd {

    private final Round round = nearlyFull();

    @Actor
    public void begin() {
      round.begin(ONE, 0);
    }

    @Actor
    public void end() {
      round.end(MIDDLE);
      round.begin(OTHER, 0);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = verdict(round, OLDEST, ONE, OTHER);
    }
  }

  /** One begins, and sweeps, while the segment ends: what is open ends late, each once. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "not found .*", expect = FORBIDDEN, desc = "An open one fell out of the list.")
  @Outcome(id = "lost .*", expect = FORBIDDEN)
  @Outcome(id = "twice .*", expect = FORBIDDEN)
  @State
  public static class BeginAndSegmentEnds {

    private final Round round = nearlyFull();

    public BeginAndSegmentEnds() {
      round.begin(OTHER, 0);
    }

    @Actor
    public void begin() {
      round.begin(ONE, 0);
    }

    @Actor
    public void segment() {
      round.end(0);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = verdict(round, OLDEST, MIDDLE, ONE, OTHER);
    }
  }
}
