// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.emit.TraceDocument;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The part of a batch that goes into one request.
 *
 * @param members which documents of the batch, by index
 */
record Portion(List<Integer> members) {

  /** Cuts a batch into portions, in order, each within both limits or of one document. */
  static Deque<Portion> of(List<TraceDocument> batch, int maxDocuments, int maxBytes) {
    Deque<Portion> portions = new ArrayDeque<>();
    List<Integer> current = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < batch.size(); i++) {
      int more = batch.get(i).json().length;
      if (!current.isEmpty() && (current.size() >= maxDocuments || bytes + more > maxBytes)) {
        portions.add(new Portion(current));
        current = new ArrayList<>();
        bytes = 0;
      }
      current.add(i);
      bytes += more;
    }
    portions.add(new Portion(current));
    return portions;
  }

  /** Both halves of a portion of at least two documents. */
  List<Portion> halves() {
    int middle = members.size() / 2;
    return List.of(
        new Portion(members.subList(0, middle)),
        new Portion(members.subList(middle, members.size())));
  }
}
