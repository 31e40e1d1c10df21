// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.isolation;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.Handover;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** What an application does, to be run by a class loader that sees only part of the class path. */
public final class TracedTask {

  private TracedTask() {}

  /**
   * Traces a task on somebody else's pool.
   *
   * @param pool whose threads outlive this class's loader
   * @param close whether to close, as one should
   * @return the entities that were sent, such as {@code segment(task)}
   */
  public static String run(ExecutorService pool, boolean close) throws Exception {
    List<String> sent = new CopyOnWriteArrayList<>();
    Xraysink xraysink = Xraysink.builder()
        .emitter(new Noting(sent))
        .samplingStrategy(new AllSamplingStrategy())
        .build();
    AWSXRayRecorder recorder = xraysink.recorder();
    Segment segment = recorder.beginSegment("segment");
    Future<?> done = XrayExecutors.propagating(pool)
        .submit(() -> XraySubsegments.run("task", () -> segment.putAnnotation("ran", true)));
    done.get();
    recorder.endSegment();
    if (close) {
      xraysink.close();
    }
    // Sends nothing, and still looks for what it may use.
    BoundedEmitter.udp().close();
    return String.join(" ", sent);
  }

  private static final class Noting extends Emitter {

    private final List<String> sent;

    Noting(List<String> sent) {
      this.sent = sent;
    }

    @Override
    public boolean sendSegment(Segment segment) {
      return note((Handover) segment);
    }

    @Override
    public boolean sendSubsegment(Subsegment subsegment) {
      return note((Handover) subsegment);
    }

    private boolean note(Handover handover) {
      EntityView taken = handover.take();
      return taken != null && sent.add(text(taken));
    }

    private static String text(EntityView view) {
      List<String> children = view.children().stream().map(Noting::text).toList();
      return children.isEmpty()
          ? view.name()
          : view.name() + "(" + String.join(" ", children) + ")";
    }
  }
}
