// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.nio.charset.StandardCharsets;

/** A document on its way, with what an emitter counts. */
sealed interface CountedDocument extends TraceDocument {

  /** How many of its entities have ended: those are counted, in-progress ones are not. */
  int completed();

  /** How large the document is that was written, in bytes; 0 if none was. */
  default int bytes() {
    return json().length;
  }

  /** A tree as it is, for a transport that is not JSON. */
  record Unwritten(EntityView root, int entityCount, int completed) implements CountedDocument {

    @Override
    public String id() {
      return root.id();
    }

    @Override
    public String traceId() {
      return root.traceId();
    }

    @Override
    public boolean segment() {
      return root.segment();
    }

    @Override
    public byte[] json() {
      return Documents.streamJson(root).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int bytes() {
      return 0;
    }
  }

  /**
   * A document we wrote.
   *
   * @param json shared, not copied: this is the hot path, and the array is never written to again
   */
  record Own(
      String id,
      String traceId,
      boolean segment,
      int entityCount,
      int completed,
      byte[] json,
      EntityView root)
      implements CountedDocument {}

  /** A document that an entity which is not ours wrote itself. */
  record Foreign(Work.Foreign work, byte[] json) implements CountedDocument {

    @Override
    public String id() {
      return work.id();
    }

    @Override
    public String traceId() {
      return work.traceId();
    }

    @Override
    public boolean segment() {
      return work.segment();
    }

    @Override
    public int entityCount() {
      return Math.max(1, work.entities());
    }

    @Override
    public int completed() {
      return work.entities();
    }

    /** Read back from the JSON each time. */
    @Override
    public EntityView root() {
      return JsonEntityView.parse(work.json());
    }
  }
}
