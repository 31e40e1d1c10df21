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

/** A segment ends while the last things below it end. */
public final class SegmentEndStress {

  private static final Xraysink XRAYSINK = Stage.waiting();

  private SegmentEndStress() {}

  /** The only child ends. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class LastChildEnds {

    private final Round round = new Round(XRAYSINK, "segment", "child");

    public LastChildEnds() {
      round.begin(1, 0);
    }

    @Actor
    public void segment() {
      round.end(0);
    }

    @Actor
    public void child() {
      round.end(1);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** A child ends that has a completed one below it. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class ChildEndsWithGrandchild {

    private final Round round = new Round(XRAYSINK, "segment", "child", "grandchild");

    public ChildEndsWithGrandchild() {
      round.begin(1, 0);
      round.begin(2, 1);
      round.end(2);
    }

    @Actor
    public void segment() {
      round.end(0);
    }

    @Actor
    public void child() {
      round.end(1);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** A grandchild ends; its parent stays open and ends late. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class GrandchildEndsBelowOpenChild {

    private final Round round = new Round(XRAYSINK, "segment", "child", "grandchild");

    public GrandchildEndsBelowOpenChild() {
      round.begin(1, 0);
      round.begin(2, 1);
    }

    @Actor
    public void segment() {
      round.end(0);
    }

    @Actor
    public void grandchild() {
      round.end(2);
    }

    @Arbiter
    public void judge(L_Result result) {
      round.end(1);
      result.r1 = round.verdict();
    }
  }

  /** Two children end, one after the other. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class BothChildrenEnd {

    private final Round round = new Round(XRAYSINK, "segment", "first", "last");

    public BothChildrenEnd() {
      round.begin(1, 0);
      round.begin(2, 0);
    }

    @Actor
    public void segment() {
      round.end(0);
    }

    @Actor
    public void children() {
      round.end(1);
      round.end(2);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }
}
