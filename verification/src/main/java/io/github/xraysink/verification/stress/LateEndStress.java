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

/** Things end at once after their segment, or their parent, has ended. */
public final class LateEndStress {

  private static final Xraysink XRAYSINK = Stage.waiting();

  private LateEndStress() {}

  /** The last two children end. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class LastTwoChildrenEnd {

    private final Round round = new Round(XRAYSINK, "segment", "one", "other");

    public LastTwoChildrenEnd() {
      round.begin(1, 0);
      round.begin(2, 0);
      round.end(0);
    }

    @Actor
    public void one() {
      round.end(1);
    }

    @Actor
    public void other() {
      round.end(2);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** A late child ends while the last one below it ends. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class ChildAndGrandchildEnd {

    private final Round round = new Round(XRAYSINK, "segment", "child", "grandchild");

    public ChildAndGrandchildEnd() {
      round.begin(1, 0);
      round.begin(2, 1);
      round.end(0);
    }

    @Actor
    public void child() {
      round.end(1);
    }

    @Actor
    public void grandchild() {
      round.end(2);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** A child ends while the last one below it ends; the segment is open. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class ChildAndGrandchildEndInTime {

    private final Round round = new Round(XRAYSINK, "segment", "child", "grandchild");

    public ChildAndGrandchildEndInTime() {
      round.begin(1, 0);
      round.begin(2, 1);
    }

    @Actor
    public void child() {
      round.end(1);
    }

    @Actor
    public void grandchild() {
      round.end(2);
    }

    @Arbiter
    public void judge(L_Result result) {
      round.end(0);
      result.r1 = round.verdict();
    }
  }
}
