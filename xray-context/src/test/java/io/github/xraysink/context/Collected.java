// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.Handover;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An emitter for the tests of this module: keeps the trees it is given. */
final class Collected extends Emitter {

  private final Queue<EntityView> documents = new ConcurrentLinkedQueue<>();

  @Override
  public boolean sendSegment(Segment segment) {
    return take(segment);
  }

  @Override
  public boolean sendSubsegment(Subsegment subsegment) {
    return take(subsegment);
  }

  private boolean take(Object entity) {
    EntityView view = entity instanceof Handover handover ? handover.take() : null;
    return view != null && documents.add(view);
  }

  /** The topmost entities, in the order of arrival. */
  List<EntityView> documents() {
    return List.copyOf(documents);
  }

  EntityView only() {
    if (documents.size() != 1) {
      throw new AssertionError("expected one document, got " + documents);
    }
    return documents.peek();
  }

  /** Every entity of every document. */
  List<EntityView> entities() {
    List<EntityView> all = new ArrayList<>();
    documents.forEach(document -> addTree(document, all));
    return all;
  }

  List<String> names() {
    return entities().stream().map(EntityView::name).toList();
  }

  EntityView named(String name) {
    List<EntityView> found =
        entities().stream().filter(e -> e.name().equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError("expected one '" + name + "' in " + names());
    }
    return found.get(0);
  }

  private static void addTree(EntityView view, List<EntityView> into) {
    into.add(view);
    view.children().forEach(child -> addTree(child, into));
  }
}
