// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.EntityView;
import org.jspecify.annotations.Nullable;

/**
 * What log lines can tell about a place in a trace.
 *
 * @param traceId {@code 1-<8 hex>-<24 hex>}
 * @param entityId of the segment or subsegment; {@code null} for an entity without one
 * @param sampled whether the trace is to be sent, as far as is known
 * @param parentId of what the entity hangs below; {@code null} for the first of its trace
 * @param service the name of the segment; {@code null} where it is another process's
 */
record LogPosition(
    String traceId,
    @Nullable String entityId,
    boolean sampled,
    @Nullable String parentId,
    @Nullable String service) {

  private static final @Nullable String FUNCTION_NAME = System.getenv("AWS_LAMBDA_FUNCTION_NAME");

  /**
   * Where the calling thread is: with a context of ours, else with the SDK's. {@code null} outside
   * a trace. Never touches {@code AWSXRay}, whose initialiser opens a socket.
   */
  static @Nullable LogPosition current() {
    Entity ours = Xraysink.currentEntity().orElse(null);
    return of(ours == null ? SdkPosition.find() : ours);
  }

  /** {@code null} for no entity, and for one of the SDK's that has no trace. */
  static @Nullable LogPosition of(@Nullable Entity entity) {
    Segment segment = entity == null ? null : entity.getParentSegment();
    if (entity == null || segment == null) {
      return null;
    }
    String traceId = TraceSnapshot.of(entity).traceId().orElse(null);
    return traceId == null
        ? null
        : new LogPosition(
            traceId,
            idOrNull(entity.getId()),
            entity.isSampled(),
            idOrNull(parentIdOf(entity)),
            serviceOf(segment));
  }

  private static @Nullable String parentIdOf(Entity entity) {
    Entity parent = entity instanceof Subsegment ? entity.getParent() : null;
    return parent == null ? entity.getParentId() : parent.getId();
  }

  /** The SDK takes any text as an id; X-Ray, and {@link PositionText}, only what has no blanks. */
  private static @Nullable String idOrNull(@Nullable String id) {
    return id == null || id.isEmpty() || id.indexOf(' ') >= 0 ? null : id;
  }

  private static @Nullable String serviceOf(Segment segment) {
    // What stands for another process's segment is not named after it; on Lambda that is the
    // function's.
    String name =
        segment instanceof EntityView view && !view.segment() ? FUNCTION_NAME : segment.getName();
    return name == null || name.isBlank() ? null : name;
  }
}
