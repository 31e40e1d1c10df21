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

/** A second emitter, or whoever has the entity in hands, takes it while it is being sent. */
public final class TakeStress {

  private static final Xraysink XRAYSINK = Stage.waiting();

  private TakeStress() {}

  /** The segment, with two completed children. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Taken before it was complete.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Two emitters got it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class Segment {

    private final Round round = new Round(XRAYSINK, "segment", "one", "other");

    public Segment() {
      round.begin(1, 0);
      round.begin(2, 0);
      round.end(1);
      round.end(2);
    }

    @Actor
    public void end() {
      round.end(0);
    }

    @Actor
    public void take() {
      Round.take(round.get(0));
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** A late child, with a completed one below it. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Taken before it was complete.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Two emitters got it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class LateChild {

    private final Round round = new Round(XRAYSINK, "segment", "child", "grandchild");

    public LateChild() {
      round.begin(1, 0);
      round.begin(2, 1);
      round.end(2);
      round.end(0);
    }

    @Actor
    public void end() {
      round.end(1);
    }

    @Actor
    public void take() {
      Round.take(round.get(1));
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** The segment, which somebody hands to the recorder once more. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Sent once by us and once by them.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class SentAgain {

    private final Round round = new Round(XRAYSINK, "segment", "child");

    public SentAgain() {
      round.begin(1, 0);
      round.end(1);
    }

    @Actor
    public void end() {
      round.end(0);
    }

    @Actor
    public void send() {
      XRAYSINK.recorder().sendSegment(round.segment());
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }
}
