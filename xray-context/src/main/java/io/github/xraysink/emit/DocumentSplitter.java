// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a tree that does not fit into one document into several that do.
 *
 * <p>The tree is walked from the bottom up. Each entity takes its children in, and sends the
 * largest of them away, as documents of their own, as long as it would be too large with them; one
 * that is too large without any is trimmed. So there are few documents, each a connected piece of
 * the tree, and at any time no more is held in memory than the pieces that wait for their parents:
 * at most one document per level. Nothing here recurses. For one thread.
 */
final class DocumentSplitter {

  /** What a walk found out besides the documents. */
  record Result(int documents, int trimmed, int unwritable) {}

  private static final byte[] COMMA = {','};
  private static final byte[] END = {']'};

  /** What having subsegments takes besides them. */
  private static final int SYNTAX_BYTES = TreeWriter.SUBSEGMENTS.length + END.length;

  private final JsonBytes out;
  private final EntityWriter writer;
  private final Trimmer trimmer;
  private final int limit;

  /** What an entity and those inside it may take, so that they can also be sent on their own. */
  private final int room;

  private final int maxDepth;

  private int documents;
  private int trimmed;
  private int unwritable;

  DocumentSplitter(
      JsonBytes out, EntityWriter writer, ChangeTally changes, int limit, int maxDepth) {
    this.out = out;
    this.writer = writer;
    this.trimmer = new Trimmer(out, writer, changes);
    this.limit = limit;
    this.room = limit - EntityWriter.ALONE_BYTES;
    this.maxDepth = maxDepth;
  }

  /** A written subtree, in the form in which it stands inside its parent. */
  private record Piece(
      EntityView view, String id, byte[] json, int entities, int completed, int height) {}

  /** An entity whose children are being written. */
  private static final class Frame {
    final EntityView view;
    final @Nullable String id;
    final @Nullable OwnPart own;
    final List<? extends EntityView> children;
    final List<Piece> kept = new ArrayList<>();
    int next;
    int size;

    Frame(
        EntityView view,
        @Nullable String id,
        @Nullable OwnPart own,
        List<? extends EntityView> children) {
      this.view = view;
      this.id = id;
      this.own = own;
      this.children = children;
      this.size = own == null ? 0 : own.length() + SYNTAX_BYTES;
    }
  }

  /** Writes the tree as one or more documents. */
  Result split(EntityView root, Consumer<CountedDocument> documentSink) {
    documents = 0;
    trimmed = 0;
    unwritable = 0;
    Deque<Frame> path = new ArrayDeque<>();
    path.push(open(root, true));
    while (true) {
      Frame frame = path.element();
      if (frame.next < frame.children.size()) {
        EntityView child = frame.children.get(frame.next++);
        path.push(open(child, false));
        continue;
      }
      path.pop();
      Frame parent = path.peek();
      close(frame, parent, documentSink);
      if (parent == null) {
        return new Result(documents, trimmed, unwritable);
      }
    }
  }

  private Frame open(EntityView entity, boolean root) {
    List<? extends EntityView> children = childrenOf(entity);
    OwnPart own = null;
    String id = null;
    try {
      id = entity.id();
      own = trimmer.write(entity, root && entity.segment(), room - SYNTAX_BYTES);
      trimmed += own.trimmed() ? 1 : 0;
    } catch (Throwable failed) {
      unwritable += counted(entity);
    }
    return new Frame(entity, id, own, children);
  }

  private static List<? extends EntityView> childrenOf(EntityView entity) {
    try {
      return entity.children();
    } catch (RuntimeException unreadable) {
      return List.of();
    }
  }

  private static int counted(EntityView entity) {
    try {
      return entity.inProgress() ? 0 : 1;
    } catch (RuntimeException unreadable) {
      return 1;
    }
  }

  private void close(Frame frame, @Nullable Frame parent, Consumer<CountedDocument> sink) {
    OwnPart own = frame.own;
    if (own == null) {
      return;
    }
    Piece piece = piece(frame, own);
    if (parent == null) {
      boolean segment = frame.view.segment();
      emit(piece, segment, segment ? null : frame.view.parentId(), sink);
    } else if (parent.own == null) {
      emit(piece, false, frame.view.parentId(), sink);
    } else {
      parent.kept.add(piece);
      parent.size += piece.json().length + 1;
      shrink(parent, sink);
    }
  }

  /** Sends the largest pieces away until the entity and what it keeps fit into one document. */
  private void shrink(Frame frame, Consumer<CountedDocument> sink) {
    for (int i = frame.kept.size() - 1; i >= 0; i--) {
      if (frame.kept.get(i).height() >= maxDepth) {
        sendAway(frame, i, sink);
      }
    }
    while (frame.size > room) {
      int largest = 0;
      for (int i = 1; i < frame.kept.size(); i++) {
        largest =
            frame.kept.get(i).json().length > frame.kept.get(largest).json().length ? i : largest;
      }
      sendAway(frame, largest, sink);
    }
  }

  private void sendAway(Frame frame, int index, Consumer<CountedDocument> sink) {
    Piece piece = frame.kept.remove(index);
    frame.size -= piece.json().length + 1;
    emit(piece, false, frame.id, sink);
  }

  private Piece piece(Frame frame, OwnPart own) {
    out.limit(limit);
    out.rewind(0);
    out.raw(own.head());
    int entities = 1;
    int completed = counted(frame.view);
    int height = 0;
    List<EntityView> inside = new ArrayList<>(frame.kept.size());
    for (Piece child : frame.kept) {
      out.raw(inside.isEmpty() ? TreeWriter.SUBSEGMENTS : COMMA);
      out.raw(child.json());
      inside.add(child.view());
      entities += child.entities();
      completed += child.completed();
      height = Math.max(height, child.height());
    }
    if (!inside.isEmpty()) {
      out.raw(END);
    }
    out.raw(own.tail());
    out.raw('}');
    boolean whole = inside.size() == frame.children.size();
    EntityView view =
        whole && !anyPartial(inside) ? frame.view : new PartialView(frame.view, inside);
    return new Piece(
        view, String.valueOf((Object) frame.id), out.copy(), entities, completed, height + 1);
  }

  private static boolean anyPartial(List<EntityView> views) {
    for (EntityView view : views) {
      if (view instanceof PartialView) {
        return true;
      }
    }
    return false;
  }

  private void emit(
      Piece piece, boolean segment, @Nullable String parentId, Consumer<CountedDocument> sink) {
    CountedDocument document;
    try {
      String traceId = piece.view().traceId();
      byte[] json = segment ? piece.json() : alone(piece.json(), parentId, traceId);
      document = new CountedDocument.Own(
          piece.id(), traceId, segment, piece.entities(), piece.completed(), json, piece.view());
    } catch (Throwable failed) {
      unwritable += piece.completed();
      return;
    }
    documents++;
    sink.accept(document);
  }

  private byte[] alone(byte[] inside, @Nullable String parentId, String traceId) {
    out.limit(limit);
    out.rewind(0);
    out.raw(inside, 0, inside.length - 1);
    writer.alone(parentId, traceId);
    out.raw('}');
    return out.copy();
  }
}
