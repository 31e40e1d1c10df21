// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.context.Xraysink;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** An entity is taken out of the trace while it ends. */
public final class SampledOutStress {

  private static final Xraysink XRAYSINK = Stage.waiting();

  private SampledOutStress() {}

  /** A child is taken out while it ends in time. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost child", expect = ACCEPTABLE, desc = "Taken out in time.")
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "More is gone than was taken out.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class Child {

    private final Round round = new Round(XRAYSINK, "segment", "child");

    public Child() {
      round.begin(1, 0);
    }

    @Actor
    public void takeOut() {
      ((Subsegment) round.get(1)).setSampledFalse();
    }

    @Actor
    public void end() {
      round.end(1);
    }

    @Arbiter
    public void judge(L_Result result) {
      round.end(0);
      result.r1 = round.verdict();
    }
  }

  /** A child is taken out while it ends late. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost child", expect = ACCEPTABLE, desc = "Taken out in time.")
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "More is gone than was taken out.")
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
    public void takeOut() {
      ((Subsegment) round.get(1)).setSampledFalse();
    }

    @Actor
    public void end() {
      round.end(1);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** A late child ends while its parent is taken out, and ends: neither may be sent. */
  @JCStressTest
  @Outcome(id = "lost child, lost grandchild", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "One was sent without the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class ParentOfLateChild {

    private final Round round = new Round(XRAYSINK, "segment", "child", "grandchild");

    public ParentOfLateChild() {
      round.begin(1, 0);
      round.begin(2, 1);
      round.end(0);
    }

    @Actor
    public void parent() {
      ((Subsegment) round.get(1)).setSampledFalse();
      round.end(1);
    }

    @Actor
    public void child() {
      round.end(2);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }
}
