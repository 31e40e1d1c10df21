// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.xraysink.context.Xraysink;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * What is open is found by {@link Xraysink#close}, and its later end still gives one complete
 * document, whatever ends while the segment ends or while we close.
 */
public final class CloseStress {

  private CloseStress() {}

  /**
   * A segment ends while two of its three children end, newest first; the oldest is open and must
   * be found.
   */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(
      id = "not found",
      expect = FORBIDDEN,
      desc = "Close did not find the child that is open.")
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @State
  public static class AfterSegmentAndChildrenEnded {

    private final Series series = new Series(
        round -> {
          round.begin(1, 0);
          round.begin(2, 0);
          round.begin(3, 0);
        },
        "segment",
        "open",
        "last",
        "first");

    @Actor
    public void segment() {
      series.play(round -> round.end(0));
    }

    @Actor
    public void children() {
      series.play(round -> {
        round.end(3);
        round.end(2);
      });
    }

    @Arbiter
    public void judge(L_Result result) {
      series.xraysink().close();
      result.r1 = series.verdict(round -> {
        boolean found = round.reportsOf(1) == 1;
        round.end(1);
        return found ? round.verdict() : "not found";
      });
    }
  }

  /** We close while children end that have a completed one below them. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(
      id = "reported .*",
      expect = FORBIDDEN,
      desc = "In progress twice, or the segment not at all.")
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @State
  public static class WhileChildrenEnd {

    private final Series series = new Series(
        round -> {
          round.begin(1, 0);
          round.begin(2, 1);
          round.end(2);
        },
        "segment",
        "child",
        "grandchild");

    @Actor
    public void close() {
      series.xraysink().close();
    }

    @Actor
    public void children() {
      series.each(round -> round.end(1));
    }

    @Arbiter
    public void judge(L_Result result) {
      series.each(round -> round.end(0));
      result.r1 = series.verdict(round -> round.reportsOf(0) == 1 && round.reportsOf(1) <= 1
          ? round.verdict()
          : "reported " + round.reportsOf(0) + " and " + round.reportsOf(1));
    }
  }

  /** We close while segments end that have a completed and an open child. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(
      id = "reported .*",
      expect = FORBIDDEN,
      desc = "The open child not, or in progress twice.")
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @State
  public static class WhileSegmentsEnd {

    private final Series series = new Series(
        round -> {
          round.begin(1, 0);
          round.end(1);
          round.begin(2, 0);
        },
        "segment",
        "completed",
        "open");

    @Actor
    public void close() {
      series.xraysink().close();
    }

    @Actor
    public void segments() {
      series.each(round -> round.end(0));
    }

    @Arbiter
    public void judge(L_Result result) {
      series.each(round -> round.end(2));
      result.r1 = series.verdict(round -> round.reportsOf(0) <= 1 && round.reportsOf(2) == 1
          ? round.verdict()
          : "reported " + round.reportsOf(0) + " and " + round.reportsOf(2));
    }
  }

  /** The last late child ends while another begins and ends: all are counted, and none is held. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(
      id = "miscounted .*",
      expect = FORBIDDEN,
      desc = "The number of entities begun is wrong.")
  @Outcome(id = "open .*", expect = FORBIDDEN, desc = "Something is held that has ended.")
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @State
  public static class CountOfLateOnes {

    private final Series series = new Series(
        round -> {
          round.begin(1, 0);
          round.end(0);
        },
        "segment",
        "one",
        "other");

    @Actor
    public void one() {
      series.play(round -> round.end(1));
    }

    @Actor
    public void other() {
      series.play(round -> {
        round.begin(2, 0);
        round.end(2);
      });
    }

    @Arbiter
    public void judge(L_Result result) {
      long begun = series.xraysink().stats().entitiesBegun();
      long open = series.xraysink().contextStats().openEntities();
      series.xraysink().close();
      result.r1 = series.verdict(Round::verdict);
      if (begun != series.entities(3)) {
        result.r1 = "miscounted by " + (begun - series.entities(3));
      } else if (open != 0) {
        result.r1 = "open " + open;
      }
    }
  }
}
