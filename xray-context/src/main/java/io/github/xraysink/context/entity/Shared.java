// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all segments of a recorder tell about where they run. Kept once, and shown by each segment
 * until it writes to its own copy.
 *
 * @param aws the {@code aws} block: SDK version, plugins, log groups
 * @param service the {@code service} block: runtime and version
 * @param origin the kind of AWS resource
 */
public record Shared(
    Map<String, Object> aws,
    Map<String, Object> service,
    @Nullable String origin) {

  public static final Shared NOTHING = new Shared(Map.of(), Map.of(), null);

  public Shared {
    aws = frozen(aws);
    service = frozen(service);
  }

  @SuppressWarnings("unchecked") // a frozen map of strings to objects is one again
  private static Map<String, Object> frozen(Map<String, Object> map) {
    return map.isEmpty() ? Map.of() : (Map<String, Object>) Values.frozen(map);
  }
}
