// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static io.github.xraysink.console.Documents.T0;
import static io.github.xraysink.console.Documents.alone;
import static io.github.xraysink.console.Documents.id;
import static io.github.xraysink.console.Documents.inProgress;
import static io.github.xraysink.console.Documents.segment;
import static io.github.xraysink.console.Documents.subsegment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTreeTest {

  private final String trace = Documents.newTraceId();

  private static TraceTree tree(ObjectNode... documents) {
    return tree(Arrays.asList(documents));
  }

  private static TraceTree tree(List<ObjectNode> documents) {
    return TraceTree.of(
        documents.stream().map(d -> new TraceTree.Part(d, 1_000)).toList());
  }

  private static List<String> outline(TraceTree tree) {
    return tree.inOrder().stream().map(e -> " ".repeat(e.depth) + e.name()).toList();
  }

  @Test
  void of_putsEmbeddedAndStreamedSubsegmentsInOnePlace() {
    ObjectNode root = segment(trace, "root", T0, 1);
    ObjectNode embedded = subsegment("embedded", T0 + 0.1, 0.1);
    root.putArray("subsegments").add(embedded);
    ObjectNode streamed = alone(subsegment("streamed", T0 + 0.2, 0.1), trace, id(embedded));
    ObjectNode downstream =
        segment(trace, "downstream", T0 + 0.25, 0.05).put("parent_id", id(streamed));

    assertThat(outline(tree(downstream, streamed, root)))
        .containsExactly("root", " embedded", "  streamed", "   downstream");
  }

  @Test
  void of_doesNotDependOnTheOrderOfArrival() {
    ObjectNode root = segment(trace, "root", T0, 1);
    List<ObjectNode> documents = new ArrayList<>(List.of(root));
    for (int i = 0; i < 6; i++) {
      ObjectNode parent = documents.get(i / 2);
      documents.add(alone(subsegment("s" + i, T0 + i * 0.1, 0.05), trace, id(parent)));
    }
    List<String> expected = outline(tree(documents));

    for (int seed = 0; seed < 50; seed++) {
      Collections.shuffle(documents, new java.util.Random(seed));
      assertThat(outline(tree(documents))).isEqualTo(expected);
    }
  }

  @Test
  void of_letsTheCompleteDocumentWinWhateverComesLast() {
    ObjectNode complete = segment(trace, "job", T0, 1).put("user", "u");
    ObjectNode open = inProgress(complete.deepCopy());

    for (TraceTree tree : List.of(tree(open, complete), tree(complete, open))) {
      assertThat(tree.inOrder()).hasSize(1);
      assertThat(tree.inOrder().get(0).inProgress()).isFalse();
    }
  }

  @Test
  void of_letsASubsegmentSentCompleteReplaceItsOpenCopyInTheSegment() {
    ObjectNode late = subsegment("late", T0, 2);
    ObjectNode root = segment(trace, "root", T0, 1);
    root.putArray("subsegments").add(inProgress(late.deepCopy()));

    TraceTree tree = tree(root, alone(late, trace, id(root)));

    assertThat(outline(tree)).containsExactly("root", " late");
    assertThat(tree.inOrder().get(1).inProgress()).isFalse();
  }

  @Test
  void of_keepsChildrenWhoseParentNeverCame() {
    TraceTree tree = tree(alone(subsegment("orphan", T0, 1), trace, "ffffffffffffffff"));

    assertThat(outline(tree)).containsExactly("orphan");
    assertThat(tree.roots().get(0).owner()).isNull();
  }

  @Test
  void of_cutsCirclesOfParents() {
    ObjectNode a = subsegment("a", T0, 1);
    ObjectNode b = alone(subsegment("b", T0, 1), trace, id(a));
    alone(a, trace, id(b));

    TraceTree tree = tree(a, b, alone(subsegment("self", T0, 1), trace, "x"));

    assertThat(tree.inOrder()).extracting(Entity::name).containsExactlyInAnyOrder("a", "b", "self");
  }

  @Test
  void of_takesAChainOfTenThousand() {
    List<ObjectNode> documents = new ArrayList<>();
    documents.add(segment(trace, "root", T0, 1));
    for (int i = 0; i < 10_000; i++) {
      documents.add(alone(subsegment("s" + i, T0, 1), trace, id(documents.get(i))));
    }

    TraceTree tree = tree(documents);

    assertThat(tree.inOrder().get(10_000).depth).isEqualTo(10_000);
    assertThat(SegmentDocuments.of(trace, tree))
        .hasSize(1 + 10_000 / (SegmentDocuments.MAX_DEPTH + 1));
  }

  @Test
  void documents_embedStreamedSubsegmentsAndInferCallees() {
    ObjectNode root = segment(trace, "root", T0, 1);
    ObjectNode call = subsegment("orders-db", T0, 0.5).put("namespace", "remote");
    ObjectNode answered = subsegment("stock", T0 + 0.6, 0.1).put("namespace", "remote");
    root.putArray("subsegments").add(call).add(answered);
    ObjectNode downstream = segment(trace, "stock", T0 + 0.6, 0.1).put("parent_id", id(answered));

    List<SegmentDocuments.Document> documents = SegmentDocuments.of(trace, tree(root, downstream));

    assertThat(documents).hasSize(3);
    assertThat(documents.get(0).json().at("/subsegments/0/name").asText()).isEqualTo("orders-db");
    ObjectNode inferred = documents.get(1).json();
    assertThat(inferred.get("inferred").booleanValue()).isTrue();
    assertThat(inferred.get("parent_id").textValue()).isEqualTo(id(call));
    assertThat(documents.get(2).json().get("name").textValue()).isEqualTo("stock");
    assertThat(new SchemaCheck().firstViolation(inferred)).isNull();
  }
}
