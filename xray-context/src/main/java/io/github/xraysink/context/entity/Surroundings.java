// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

/**
 * What the context does around the life of entities: it tells listeners and keeps the positions of
 * threads. None of these throws.
 */
public interface Surroundings {

  /** Whether anybody wants to hear of the end of {@code entity}. */
  boolean listens(LiveEntity entity);

  /** The entity is about to end; it may still be written to. Called once, if {@link #listens}. */
  void ending(LiveEntity entity);

  /**
   * The entity has ended, and gone where it had to go. Called once, on the thread that ended it.
   */
  void ended(LiveEntity entity);

  /** Whether {@code segment} is to be sent has changed. */
  void decided(LiveSegment segment);

  /**
   * Runs {@code work} with {@code entity} as the borrowed position of this thread; throws what
   * {@code work} throws.
   */
  void run(LiveEntity entity, Runnable work);
}
