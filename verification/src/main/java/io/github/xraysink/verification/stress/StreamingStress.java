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

/** Completed children go ahead of their parent while the parent, or a sibling, ends. */
public final class StreamingStress {

  private static final Xraysink NOTHING_WAITS = Stage.streaming(0);
  private static final Xraysink ONE_WAITS = Stage.streaming(1);

  private StreamingStress() {}

  /** Nothing may wait: two children end while the segment ends. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class EachAlone {

    private final Round round = new Round(NOTHING_WAITS, "segment", "one", "other");

    public EachAlone() {
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

  /** Nothing may wait: two children end at once. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class SiblingsAtOnce {

    private final Round round = new Round(NOTHING_WAITS, "segment", "one", "other");

    public SiblingsAtOnce() {
      round.begin(1, 0);
      round.begin(2, 0);
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
      round.end(0);
      result.r1 = round.verdict();
    }
  }

  /** One may wait: the second child goes over the threshold while the segment ends. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(
      id = "twice .*",
      expect = FORBIDDEN,
      desc = "In the document of its parent and on its own.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class SecondOfTwo {

    private final Round round = new Round(ONE_WAITS, "segment", "one", "other");

    public SecondOfTwo() {
      round.begin(1, 0);
      round.begin(2, 0);
      round.end(1);
    }

    @Actor
    public void segment() {
      round.end(0);
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

  /** One waits: two more end at once, and both find the threshold passed. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class BothOverThreshold {

    private final Round round = new Round(ONE_WAITS, "segment", "waiting", "one", "other");

    public BothOverThreshold() {
      round.begin(1, 0);
      round.begin(2, 0);
      round.begin(3, 0);
      round.end(1);
    }

    @Actor
    public void one() {
      round.end(2);
    }

    @Actor
    public void other() {
      round.end(3);
    }

    @Arbiter
    public void judge(L_Result result) {
      round.end(0);
      result.r1 = round.verdict();
    }
  }

  /** One waits: a child with one below it ends while the grandchild of another ends. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost .*", expect = FORBIDDEN, desc = "Each left the sending to the other.")
  @Outcome(id = "twice .*", expect = FORBIDDEN, desc = "Both sent it.")
  @Outcome(id = "astray .*", expect = FORBIDDEN, desc = "Below somebody else than its parent.")
  @State
  public static class SubtreeOverThreshold {

    private final Round round = new Round(ONE_WAITS, "segment", "child", "grandchild", "other");

    public SubtreeOverThreshold() {
      round.begin(1, 0);
      round.begin(2, 1);
      round.end(2);
      round.begin(3, 0);
    }

    @Actor
    public void child() {
      round.end(1);
    }

    @Actor
    public void other() {
      round.end(3);
    }

    @Arbiter
    public void judge(L_Result result) {
      round.end(0);
      result.r1 = round.verdict();
    }
  }
}
