// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes an entity with everything below it, without recursion: a tree may be deeper than a stack.
 * For one thread.
 */
final class TreeWriter {

  static final byte[] SUBSEGMENTS = ",\"subsegments\":[".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] COMMA = {','};

  private final JsonBytes out;
  private final EntityWriter writer;
  private EntityView[] open = new EntityView[16];
  private List<? extends EntityView>[] children = lists(16);
  private int[] next = new int[16];
  private int entities;
  private int completed;

  TreeWriter(JsonBytes out, EntityWriter writer) {
    this.out = out;
    this.writer = writer;
  }

  /** How many entities the last tree had. */
  int entities() {
    return entities;
  }

  /** How many of them had ended. */
  int completed() {
    return completed;
  }

  /**
   * Writes a whole document.
   *
   * @param asSegment whether the root is written as a segment
   * @param alone whether the root is a subsegment sent on its own
   * @param maxDepth deepest nesting of entities
   * @throws JsonBytes.Overflow if the tree is larger or deeper than allowed
   */
  void write(EntityView root, boolean asSegment, boolean alone, int maxDepth) {
    entities = 0;
    completed = 0;
    int depth = 0;
    enter(root, asSegment, 0);
    while (depth >= 0) {
      int index = next[depth]++;
      if (index < children[depth].size()) {
        out.raw(index == 0 ? SUBSEGMENTS : COMMA);
        if (++depth > maxDepth) {
          throw JsonBytes.Overflow.SIGNAL;
        }
        enter(children[depth - 1].get(index), false, depth);
      } else {
        if (index > 0) {
          out.raw(']');
        }
        EntityView entity = open[depth];
        boolean top = depth == 0;
        writer.tail(entity, top && asSegment, Trim.NONE);
        if (top && alone) {
          writer.alone(entity.parentId(), entity.traceId());
        }
        out.raw('}');
        depth--;
      }
    }
    out.check();
    Arrays.fill(open, null);
    Arrays.fill(children, null);
  }

  private void enter(EntityView entity, boolean asSegment, int depth) {
    if (depth == open.length) {
      open = Arrays.copyOf(open, 2 * depth);
      children = Arrays.copyOf(children, 2 * depth);
      next = Arrays.copyOf(next, 2 * depth);
    }
    writer.head(entity, asSegment);
    open[depth] = entity;
    children[depth] = entity.children();
    next[depth] = 0;
    entities++;
    completed += entity.inProgress() ? 0 : 1;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static List<? extends EntityView>[] lists(int size) {
    return new List[size];
  }
}
