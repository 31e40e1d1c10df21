// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.listeners.SegmentListener;
import com.amazonaws.xray.strategy.ContextMissingStrategy;
import com.amazonaws.xray.strategy.IgnoreErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recorder under test is to be built with.
 *
 * @param emitter where documents go
 * @param sampling decides which new traces are sent
 * @param missing what to do without a segment
 * @param listeners told in this order
 * @param streamingThreshold completed entities that may wait below an open one; {@code null} for
 *     the default
 * @param maxOpen open entities held; {@code null} for the default
 * @param lambda whether to behave as on Lambda
 * @param enabled whether to trace at all
 */
public record RecorderParts(
    Emitter emitter,
    SamplingStrategy sampling,
    ContextMissingStrategy missing,
    List<SegmentListener> listeners,
    @Nullable Integer streamingThreshold,
    @Nullable Integer maxOpen,
    boolean lambda,
    boolean enabled) {

  public RecorderParts {
    listeners = List.copyOf(listeners);
  }

  /** Samples everything, ignores missing context, has no listeners. */
  public static RecorderParts of(Emitter emitter) {
    return new RecorderParts(
        emitter,
        new AllSamplingStrategy(),
        new IgnoreErrorContextMissingStrategy(),
        List.of(),
        null,
        null,
        false,
        true);
  }

  /** The same with another emitter. */
  public RecorderParts emitter(Emitter emitter) {
    return new RecorderParts(
        emitter, sampling, missing, listeners, streamingThreshold, maxOpen, lambda, enabled);
  }

  /** The same with another sampling strategy. */
  public RecorderParts sampling(SamplingStrategy sampling) {
    return new RecorderParts(
        emitter, sampling, missing, listeners, streamingThreshold, maxOpen, lambda, enabled);
  }

  /** The same with another strategy for missing context. */
  public RecorderParts missing(ContextMissingStrategy missing) {
    return new RecorderParts(
        emitter, sampling, missing, listeners, streamingThreshold, maxOpen, lambda, enabled);
  }

  /** The same with this one listener. */
  public RecorderParts listener(SegmentListener listener) {
    return new RecorderParts(
        emitter,
        sampling,
        missing,
        List.of(listener),
        streamingThreshold,
        maxOpen,
        lambda,
        enabled);
  }

  /** The same with a streaming threshold, at least 0. */
  public RecorderParts streamingThreshold(int entities) {
    return new RecorderParts(
        emitter, sampling, missing, listeners, entities, maxOpen, lambda, enabled);
  }

  /** The same with at most that many open entities held, at least 1. */
  public RecorderParts maxOpen(int entities) {
    return new RecorderParts(
        emitter, sampling, missing, listeners, streamingThreshold, entities, lambda, enabled);
  }

  /** The same as on Lambda. */
  public RecorderParts onLambda() {
    return new RecorderParts(
        emitter, sampling, missing, listeners, streamingThreshold, maxOpen, true, enabled);
  }

  /** The same turned off. */
  public RecorderParts disabled() {
    return new RecorderParts(
        emitter, sampling, missing, listeners, streamingThreshold, maxOpen, lambda, false);
  }
}
