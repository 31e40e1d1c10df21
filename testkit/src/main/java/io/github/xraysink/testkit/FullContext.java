// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.listeners.SegmentListener;
import io.github.xraysink.context.LambdaMode;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.context.XraysinkBuilder;
import java.util.EnumSet;
import java.util.Set;

/** The recorder that {@link Xraysink} builds. */
final class FullContext extends OursUnderTest {

  @Override
  public String name() {
    return "xraysink";
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.allOf(Ability.class);
  }

  @Override
  public RecorderUnderTest recorder(RecorderParts parts) {
    XraysinkBuilder builder = Xraysink.builder()
        .serviceName("test")
        .emitter(parts.emitter())
        .samplingStrategy(parts.sampling())
        .contextMissingStrategy(parts.missing())
        .lambda(parts.lambda() ? LambdaMode.ON : LambdaMode.OFF)
        .enabled(parts.enabled());
    for (SegmentListener listener : parts.listeners()) {
      builder.segmentListener(listener);
    }
    Integer threshold = parts.streamingThreshold();
    if (threshold != null) {
      builder.streamingThreshold(threshold);
    }
    Integer maxOpen = parts.maxOpen();
    if (maxOpen != null) {
      builder.maxOpenEntities(maxOpen);
    }
    return new Built(builder.build());
  }

  private record Built(Xraysink xraysink) implements RecorderUnderTest {
    @Override
    public AWSXRayRecorder recorder() {
      return xraysink.recorder();
    }

    @Override
    public void close() {
      xraysink.close();
    }
  }
}
