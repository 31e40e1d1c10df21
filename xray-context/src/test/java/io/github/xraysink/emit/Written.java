// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a writer made of a tree: every document checked against the schemas and the size limit. */
record Written(
    List<CountedDocument> documents,
    List<JsonNode> json,
    DocumentSplitter.Result result,
    Map<DocumentChange, Long> changes) {

  static Written of(EntityView root) {
    return of(root, DocumentLimits.MAX_DOCUMENT_BYTES);
  }

  static Written of(EntityView root, int limit) {
    DocumentWriter writer = new DocumentWriter(limit);
    List<CountedDocument> documents = new ArrayList<>();
    DocumentSplitter.Result result = writer.write(root, documents::add);
    List<JsonNode> json = new ArrayList<>();
    for (CountedDocument document : documents) {
      assertThat(document.json().length).isLessThanOrEqualTo(limit);
      json.add(Schemas.valid(document.json()));
    }
    return new Written(documents, json, result, writer.changes());
  }

  /** The only document. */
  JsonNode only() {
    assertThat(json).hasSize(1);
    return json.get(0);
  }

  String text() {
    return new String(documents.get(0).json(), StandardCharsets.UTF_8);
  }
}
