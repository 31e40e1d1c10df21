// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.internal.Guard;
import java.time.Duration;
import java.util.Objects;

/**
 * Gives everything to two emitters, for instance to AWS's daemon and to a local console. Each keeps
 * its own counts, and neither notices if the other fails.
 *
 * <p>An entity of this library gives itself away once: the tee takes it, and both share what it
 * took. An emitter that is not an {@link EntitySink} gets the entity itself after that, and can
 * have it write itself.
 */
public final class TeeEmitter extends Emitter implements EntitySink, AutoCloseable {

  private final Emitter first;
  private final Emitter second;

  private TeeEmitter(Emitter first, Emitter second) {
    this.first = Objects.requireNonNull(first, "first");
    this.second = Objects.requireNonNull(second, "second");
  }

  /** A tee over two emitters, which it closes when it is closed itself. */
  public static TeeEmitter of(Emitter first, Emitter second) {
    return new TeeEmitter(first, second);
  }

  /**
   * Gives a segment to both.
   *
   * @return whether both accepted it
   */
  @Override
  public boolean sendSegment(Segment segment) {
    return sendEntity(segment);
  }

  /**
   * Gives a subsegment to both.
   *
   * @return whether both accepted it
   */
  @Override
  public boolean sendSubsegment(Subsegment subsegment) {
    return sendEntity(subsegment);
  }

  /**
   * Takes from an entity of ours what there is to take. Nothing: each sink counts the duplicate,
   * and nobody sends.
   */
  private boolean sendEntity(Entity entity) {
    if (!(entity instanceof Handover handover)) {
      return sendAsEntity(first, entity) & sendAsEntity(second, entity);
    }
    EntityView tree = Guard.call("take an entity to be sent", null, handover::take);
    if (tree != null) {
      return give(first, tree, entity) & give(second, tree, entity);
    }
    refuse(first, entity);
    refuse(second, entity);
    return false;
  }

  /**
   * Gives a tree that somebody else has taken to both.
   *
   * @return whether both accepted it; an emitter that is no {@link EntitySink} can only if the tree
   *     is an SDK entity too
   */
  @Override
  public boolean accept(EntityView tree) {
    return give(first, tree, tree) & give(second, tree, tree);
  }

  private static boolean give(Emitter emitter, EntityView tree, Object entity) {
    return emitter instanceof EntitySink sink
        ? Guard.call("give a tree to an emitter", false, () -> sink.accept(tree))
        : sendAsEntity(emitter, entity);
  }

  private static void refuse(Emitter emitter, Entity entity) {
    if (emitter instanceof EntitySink) {
      sendAsEntity(emitter, entity);
    }
  }

  private static boolean sendAsEntity(Emitter emitter, Object entity) {
    if (entity instanceof Segment segment) {
      return Guard.call("give a segment to an emitter", false, () -> emitter.sendSegment(segment));
    }
    return entity instanceof Subsegment subsegment
        && Guard.call(
            "give a subsegment to an emitter", false, () -> emitter.sendSubsegment(subsegment));
  }

  /**
   * Flushes what can be flushed of the two, one after the other.
   *
   * @param atMost how long to wait for each
   * @return whether everything was done in that time
   */
  public boolean flush(Duration atMost) {
    return flush(first, atMost) & flush(second, atMost);
  }

  private static boolean flush(Emitter emitter, Duration atMost) {
    if (emitter instanceof BoundedEmitter bounded) {
      return bounded.flush(atMost);
    }
    return !(emitter instanceof TeeEmitter tee) || tee.flush(atMost);
  }

  /** Whether one of the two sends where {@link BoundedEmitter#openTelemetry} tells. */
  public boolean openTelemetry() {
    return openTelemetry(first) || openTelemetry(second);
  }

  private static boolean openTelemetry(Emitter emitter) {
    return emitter instanceof BoundedEmitter bounded && bounded.openTelemetry()
        || emitter instanceof TeeEmitter tee && tee.openTelemetry();
  }

  /** Closes both, one after the other, as far as they can be closed. */
  @Override
  public void close() {
    close(first);
    close(second);
  }

  private static void close(Emitter emitter) {
    if (emitter instanceof AutoCloseable closeable) {
      Guard.run("close an emitter", closeable::close);
    }
  }
}
