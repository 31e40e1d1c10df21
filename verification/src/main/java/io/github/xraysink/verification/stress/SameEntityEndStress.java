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

/** Two threads end the same entity. */
public final class SameEntityEndStress {

  private static final Xraysink XRAYSINK = Stage.waiting();
  private static final Xraysink LISTENING = Stage.listening();

  private SameEntityEndStress() {}

  /** Both end the child, whose segment ends later. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class Child {

    private final Round round = new Round(XRAYSINK, "segment", "child");

    public Child() {
      round.begin(1, 0);
    }

    @Actor
    public void one() {
      round.end(1);
    }

    @Actor
    public void other() {
      round.end(1);
    }

    @Arbiter
    public void judge(L_Result result) {
      round.end(0);
      result.r1 = round.verdict();
    }
  }

  /** Both end a child whose segment has ended. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class LateChild {

    private final Round round = new Round(XRAYSINK, "segment", "child");

    public LateChild() {
      round.begin(1, 0);
      round.end(0);
    }

    @Actor
    public void one() {
      round.end(1);
    }

    @Actor
    public void other() {
      round.end(1);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** Both end the segment, which has a child below it. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class Segment {

    private final Round round = new Round(XRAYSINK, "segment", "child");

    public Segment() {
      round.begin(1, 0);
      round.end(1);
    }

    @Actor
    public void one() {
      round.end(0);
    }

    @Actor
    public void other() {
      round.end(0);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** Both end a late child that a listener listens to. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "heard .*", expect = FORBIDDEN, desc = "The listener heard of no end, or of two.")
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class HeardByListeners {

    private final Round round = new Round(LISTENING, "segment", "child");

    public HeardByListeners() {
      round.begin(1, 0);
      round.end(0);
    }

    @Actor
    public void one() {
      round.end(1);
    }

    @Actor
    public void other() {
      round.end(1);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
      if (result.r1.equals(Round.EACH_ONCE) && round.endsHeardOf(1) != 1) {
        result.r1 = "heard " + round.endsHeardOf(1) + " times";
      }
    }
  }
}
