// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.OverflowPolicy;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The emitter closes, or its queue is full, while trees are offered to it: each is sent or counted
 * as dropped, once.
 */
public final class EmitterStress {

  /**
   * Nobody changes a tree that was taken, so all rounds offer the same one; it has a single entity.
   */
  private static final EntityView TREE = Stage.takenTree();

  /** Never waited for: the transport answers at once. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private EmitterStress() {}

  private static BoundedEmitter emitter(CountingTransport transport, OverflowPolicy overflow) {
    return BoundedEmitter.builder()
        .transport(transport)
        .queueCapacity(1)
        .overflow(overflow)
        .build();
  }

  /** It closes while the first tree ever is offered, for which a thread has to be started. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost.*", expect = FORBIDDEN, desc = "Neither sent nor counted.")
  @Outcome(id = "twice.*", expect = FORBIDDEN, desc = "Sent and counted, or counted twice.")
  @Outcome(id = "late", expect = FORBIDDEN, desc = "Given to a transport that was closed.")
  @Outcome(
      id = "unclosed",
      expect = FORBIDDEN,
      desc = "The transport was not closed, or more than once.")
  @State
  public static class CloseAndFirstOffer {

    private final CountingTransport transport = new CountingTransport();
    private final BoundedEmitter emitter = emitter(transport, OverflowPolicy.DROP_NEWEST);

    @Actor
    public void close() {
      emitter.close(LONG);
    }

    @Actor
    public void offer() {
      emitter.accept(TREE);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = transport.verdict(emitter, 1);
    }
  }

  /** It closes while one more tree is offered to a queue that has work. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost.*", expect = FORBIDDEN, desc = "Neither sent nor counted.")
  @Outcome(id = "twice.*", expect = FORBIDDEN, desc = "Sent and counted, or counted twice.")
  @Outcome(id = "late", expect = FORBIDDEN, desc = "Given to a transport that was closed.")
  @Outcome(
      id = "unclosed",
      expect = FORBIDDEN,
      desc = "The transport was not closed, or more than once.")
  @State
  public static class CloseAndOffers {

    private final CountingTransport transport = new CountingTransport();
    private final BoundedEmitter emitter = emitter(transport, OverflowPolicy.DROP_NEWEST);

    @Actor
    public void close() {
      emitter.accept(TREE);
      emitter.close(LONG);
    }

    @Actor
    public void offer() {
      emitter.accept(TREE);
    }

    @Arbiter
    public void judge(L_Result result) {
      result.r1 = transport.verdict(emitter, 2);
    }
  }

  /** It gives up at once, with a tree on its way, while another is offered. */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost.*", expect = FORBIDDEN, desc = "Neither sent nor counted.")
  @Outcome(id = "twice.*", expect = FORBIDDEN, desc = "Counted twice.")
  @State
  public static class AbandonAndOffer {

    private final CountingTransport transport = new CountingTransport();
    private final BoundedEmitter emitter = emitter(transport, OverflowPolicy.DROP_NEWEST);

    @Actor
    public void close() {
      emitter.accept(TREE);
      emitter.close(Duration.ZERO);
    }

    @Actor
    public void offer() {
      emitter.accept(TREE);
    }

    @Arbiter
    public void judge(L_Result result) {
      // Not compared with what the transport got: it may have been in the middle of sending.
      result.r1 = CountingTransport.counted(emitter, 2);
    }
  }

  /**
   * Two trees are offered to a queue for one that drops the oldest: whoever makes room counts what
   * it drops.
   */
  @JCStressTest
  @Outcome(id = "each once", expect = ACCEPTABLE)
  @Outcome(id = "lost.*", expect = FORBIDDEN, desc = "Neither sent nor counted.")
  @Outcome(id = "twice.*", expect = FORBIDDEN, desc = "Sent and counted, or counted twice.")
  @Outcome(id = "late", expect = FORBIDDEN, desc = "Given to a transport that was closed.")
  @Outcome(
      id = "unclosed",
      expect = FORBIDDEN,
      desc = "The transport was not closed, or more than once.")
  @State
  public static class BothMakeRoom {

    private final CountingTransport transport = new CountingTransport();
    private final BoundedEmitter emitter = emitter(transport, OverflowPolicy.DROP_OLDEST);

    public BothMakeRoom() {
      emitter.accept(TREE);
    }

    @Actor
    public void one() {
      emitter.accept(TREE);
    }

    @Actor
    public void other() {
      emitter.accept(TREE);
    }

    @Arbiter
    public void judge(L_Result result) {
      emitter.close(LONG);
      result.r1 = transport.verdict(emitter, 3);
    }
  }
}
