// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import io.github.xraysink.internal.Guard;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the segment of a request is named. {@code AWS_XRAY_TRACING_NAME} wins over all of these, as
 * in the SDK.
 */
public sealed interface SegmentNaming {

  /**
   * The name for a request. May throw, in {@link Custom}.
   *
   * @return {@code null} or blank for the recorder's own name
   */
  @Nullable
  String nameOf(ServerRequest request);

  /** The recorder's service name. */
  record ByService() implements SegmentNaming {
    @Override
    public @Nullable String nameOf(ServerRequest request) {
      return null;
    }
  }

  /** One name for all. */
  record Fixed(String name) implements SegmentNaming {
    public Fixed {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "segmentName is '" + name + "'; accepted: text that is not blank");
      }
    }

    @Override
    public String nameOf(ServerRequest request) {
      return name;
    }
  }

  /** The host the client asked for, without port, if it matches the pattern. */
  record ByHost(String fallback, Wildcards pattern) implements SegmentNaming {
    public ByHost {
      if (fallback.isBlank()) {
        throw new IllegalArgumentException(
            "dynamicName has the fallback '" + fallback + "'; accepted: text that is not blank");
      }
    }

    @Override
    public String nameOf(ServerRequest request) {
      String host = HostName.of(request.host());
      return host != null && pattern.matches(host) ? host : fallback;
    }
  }

  /** Whatever a function of the user's says. */
  record Custom(Function<ServerRequest, @Nullable String> function) implements SegmentNaming {
    public Custom {
      Objects.requireNonNull(function, "segmentName");
    }

    @Override
    public @Nullable String nameOf(ServerRequest request) {
      return Guard.call("name a segment", null, () -> function.apply(request));
    }
  }
}
