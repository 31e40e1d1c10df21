// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.contexts.SegmentContextResolverChain;
import io.github.xraysink.context.AsyncSegmentContext;
import java.util.Set;

/** The SDK's recorder with our context in it. */
final class DropInContext extends OursUnderTest {

  @Override
  public String name() {
    return "drop-in";
  }

  /**
   * What a recorder does around its context is not ours to change; whether this is Lambda, the
   * environment says.
   */
  @Override
  public Set<Ability> abilities() {
    return System.getenv("LAMBDA_TASK_ROOT") == null ? Set.of() : Set.of(Ability.LAMBDA);
  }

  @Override
  public RecorderUnderTest recorder(RecorderParts parts) {
    return sdkRecorder(parts, AsyncSegmentContext.resolverChain());
  }

  /** A recorder of the SDK's with the context that {@code chain} resolves to. */
  static RecorderUnderTest sdkRecorder(RecorderParts parts, SegmentContextResolverChain chain) {
    AWSXRayRecorderBuilder builder = AWSXRayRecorderBuilder.standard()
        .withEmitter(parts.emitter())
        .withSamplingStrategy(parts.sampling())
        .withContextMissingStrategy(parts.missing())
        .withSegmentContextResolverChain(chain);
    parts.listeners().forEach(builder::withSegmentListener);
    return new SdkRecorder(builder.build());
  }

  private record SdkRecorder(AWSXRayRecorder recorder) implements RecorderUnderTest {
    /** Nothing to do: the SDK's recorder cannot be closed. */
    @Override
    public void close() {}
  }
}
