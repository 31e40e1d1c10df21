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

/** Something begins below an entity that ends, and is sent, at the same time. */
public final class LateBeginStress {

  private static final Xraysink XRAYSINK = Stage.waiting();

  private LateBeginStress() {}

  /** A child begins and ends below a segment that ends. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class BelowSegment {

    private final Round round = new Round(XRAYSINK, "segment", "child");

    @Actor
    public void segment() {
      round.end(0);
    }

    @Actor
    public void child() {
      round.begin(1, 0);
      round.end(1);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** A grandchild begins and ends below a child that ends late, which sends it. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class BelowChild {

    private final Round round = new Round(XRAYSINK, "segment", "child", "grandchild");

    public BelowChild() {
      round.begin(1, 0);
      round.end(0);
    }

    @Actor
    public void child() {
      round.end(1);
    }

    @Actor
    public void grandchild() {
      round.begin(2, 1);
      round.end(2);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = round.verdict();
    }
  }

  /** A grandchild begins and ends below a child that ends; the segment is open. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class BelowChildInTime {

    private final Round round = new Round(XRAYSINK, "segment", "child", "grandchild");

    public BelowChildInTime() {
      round.begin(1, 0);
    }

    @Actor
    public void child() {
      round.end(1);
    }

    @Actor
    public void grandchild() {
      round.begin(2, 1);
      round.end(2);
    }

    @Arbiter
    public void judge(L_Result result) {
      round.end(0);
      result.r1 = round.verdict();
    }
  }

  /** A child begins below a segment that ends, and ends after it. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class BelowSegmentEndsLater {

    private final Round round = new Round(XRAYSINK, "segment", "child");

    @Actor
    public void segment() {
      round.end(0);
    }

    @Actor
    public void child() {
      round.begin(1, 0);
    }

    @Arbiter
    public void judge(L_Result result) {
      round.end(1);
      result.r1 = round.verdict();
    }
  }
}
