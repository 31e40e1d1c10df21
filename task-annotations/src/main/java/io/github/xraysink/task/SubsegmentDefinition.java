// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.StartedSubsegment;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.internal.Guard;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Work that is a subsegment of whoever asks for it. */
record SubsegmentDefinition(String name, Map<String, Object> annotations) implements Definition {

  @Override
  public TraceSnapshot announce() {
    return TraceSnapshot.capture();
  }

  @Override
  public Recording begin(TraceSnapshot from, Map<String, Object> parameters) {
    StartedSubsegment started;
    try (TraceScope scope = from.restore()) {
      started = XraySubsegments.start(name);
    }
    started
        .subsegment()
        .ifPresent(subsegment -> Guard.run("annotate a subsegment", () -> {
          Annotations.put(subsegment, annotations);
          Annotations.put(subsegment, parameters);
        }));
    return new InSubsegment(started);
  }

  private record InSubsegment(StartedSubsegment started) implements Recording {

    @Override
    public TraceScope enter() {
      return started.snapshot().restore();
    }

    @Override
    public boolean matters() {
      return started.subsegment().isPresent();
    }

    @Override
    public void end(@Nullable Throwable thrown) {
      if (thrown != null) {
        started.fail(TaskOutcome.causeOf(thrown));
      }
      started.finish();
    }
  }
}
