// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Turns trees of entities into documents within X-Ray's limits: one each if it fits, several if
 * not. The buffer is used again and again, and holds at most one document. For one thread; the
 * counts may be read by any.
 */
final class DocumentWriter {

  /**
   * Deepest nesting of entities in one document; below it a tree is split. Readers give up at 1,000
   * levels of JSON.
   */
  static final int MAX_DEPTH = 100;

  private static final DocumentSplitter.Result WHOLE = new DocumentSplitter.Result(1, 0, 0);

  private final int limit;
  private final ChangeTally changes = new ChangeTally();
  private final JsonBytes out;
  private final EntityWriter writer;
  private final DocumentSplitter splitter;
  private TreeWriter tree;

  DocumentWriter(int maxDocumentBytes) {
    this.limit = maxDocumentBytes;
    this.out = new JsonBytes(maxDocumentBytes);
    this.writer = new EntityWriter(out, changes);
    this.tree = new TreeWriter(out, writer);
    this.splitter = new DocumentSplitter(out, writer, changes, maxDocumentBytes, MAX_DEPTH);
  }

  Map<DocumentChange, Long> changes() {
    return changes.snapshot();
  }

  /**
   * Writes one tree. Never throws what an entity throws: what cannot be written is in the result.
   *
   * @param sink takes the documents, children before their parents
   */
  DocumentSplitter.Result write(EntityView root, Consumer<CountedDocument> sink) {
    CountedDocument document;
    try {
      document = whole(root);
    } catch (Throwable tooLargeOrUnreadable) {
      // Entity by entity it will turn out which, and where.
      changes.rewind(0);
      tree = new TreeWriter(out, writer);
      DocumentSplitter.Result result = splitter.split(root, sink);
      changes.commit();
      return result;
    }
    changes.commit();
    sink.accept(document);
    return WHOLE;
  }

  private CountedDocument whole(EntityView root) {
    out.limit(limit);
    out.rewind(0);
    boolean segment = root.segment();
    tree.write(root, segment, !segment, MAX_DEPTH - 1);
    return new CountedDocument.Own(
        root.id(), root.traceId(), segment, tree.entities(), tree.completed(), out.copy(), root);
  }
}
