// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How entities are held and sent. Values have been checked by whoever took them from the user.
 *
 * @param streamingThreshold how many completed entities may wait below an open one; 0 sends each
 *     when it ends
 * @param reportInProgressAfter when to send an in-progress document of an open segment;
 *     {@code null} for never
 * @param forgetOpenAfter how long an open segment is held
 * @param maxOpenEntities how many open entities are held
 * @param metadataAtEnd whether objects in metadata are read when their entity ends, by whoever ends
 *     it, rather than on the emitter's thread
 * @param clock where times come from
 */
public record LifecycleSettings(
    int streamingThreshold,
    @Nullable Duration reportInProgressAfter,
    Duration forgetOpenAfter,
    int maxOpenEntities,
    boolean metadataAtEnd,
    TraceClock clock) {

  public static final int DEFAULT_STREAMING_THRESHOLD = 100;
  public static final Duration DEFAULT_FORGET_OPEN_AFTER = Duration.ofHours(1);
  public static final int DEFAULT_MAX_OPEN_ENTITIES = 200_000;

  /** What counts where nobody sets anything. */
  public static LifecycleSettings defaults() {
    return new LifecycleSettings(
        DEFAULT_STREAMING_THRESHOLD,
        null,
        DEFAULT_FORGET_OPEN_AFTER,
        DEFAULT_MAX_OPEN_ENTITIES,
        false,
        TraceClock.SYSTEM);
  }
}
