// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows one segment or subsegment, and what is to be sent below it, to whoever writes documents.
 *
 * <p>A view handed to an emitter belongs to that emitter alone: the tree below it no longer grows,
 * its maps ignore further writes, and nobody else sends any entity of it. The values inside the
 * maps are scalars, strings, and unmodifiable lists and maps of those; a metadata value may also be
 * any object of the application's, which is why only the emitter's own thread should look at it.
 */
public interface EntityView {

  /** The name as the application gave it; may break X-Ray's rules for names. */
  String name();

  /** Sixteen lower-case hexadecimal digits. */
  String id();

  /** The trace id in X-Ray's form, {@code 1-<8 hex>-<24 hex>}. */
  String traceId();

  /** Id of the entity this one hangs below; {@code null} for a segment without a caller. */
  @Nullable
  String parentId();

  /** Whether this is a segment; otherwise a subsegment. */
  boolean segment();

  /** When the entity began, in microseconds since the epoch. */
  long startMicros();

  /** When the entity ended, in microseconds since the epoch; {@code 0} while it is in progress. */
  long endMicros();

  /** Whether the entity has not ended: its document is then a preliminary one. */
  boolean inProgress();

  /** Whether the caller is to blame: X-Ray's {@code error}, a status of 4xx. */
  boolean error();

  /** Whether this side failed: X-Ray's {@code fault}, an exception or a status of 5xx. */
  boolean fault();

  /** Whether the work was refused for asking too often: a status of 429. */
  boolean throttle();

  /** {@code aws} or {@code remote} for a call to another service; {@code null} for local work. */
  @Nullable
  String namespace();

  /**
   * Values are strings, numbers and booleans. Empty where there are none; so are all maps below.
   */
  Map<String, Object> annotations();

  /** Namespace, then key, then value. */
  Map<String, Map<String, Object>> metadata();

  /** The {@code http} block: maps named {@code request} and {@code response}. */
  Map<String, Object> http();

  /** The {@code aws} block, of the resource or of the call to AWS. */
  Map<String, Object> aws();

  /** Of subsegments only. */
  Map<String, Object> sql();

  /** Of segments only. */
  Map<String, Object> service();

  /** Of segments only. */
  @Nullable
  String user();

  /** Of segments only, for example {@code AWS::ECS::Container}. */
  @Nullable
  String origin();

  /** Of segments only. */
  @Nullable
  String resourceArn();

  /** Of subsegments only. */
  Collection<String> precursorIds();

  /** What went wrong; {@code null} if no exception was recorded. */
  @Nullable
  CauseView cause();

  /** The completed entities to be sent inside this one, in the order in which they ended. */
  List<? extends EntityView> children();

  /**
   * The segment this subsegment belongs to, where it is known, for whoever has to say of a
   * subsegment sent on its own which service it is of. It may still be open: of what it tells, only
   * {@link #name}, {@link #origin}, {@link #resourceArn}, {@link #service} and {@link #aws} are
   * meant to be read.
   *
   * @return {@code null} for a segment, and where the segment is somebody else's
   */
  default @Nullable EntityView owner() {
    return null;
  }

  /**
   * How many entities of this tree have ended, this one included if it has. An emitter asks once,
   * on the thread that hands the tree over; who keeps count anyway should answer from that count,
   * for this one has to walk the tree.
   */
  default int completedEntities() {
    return EntityCount.completed(this);
  }
}
