// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every tree, whatever is in it. The seed is in the name of the test. */
class DocumentPropertiesTest {

  static List<Long> seeds() {
    int runs = "full".equals(System.getProperty("xraysink.load")) ? 2_000 : 25;
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= runs; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anyTree_isWrittenCompletelyOnceAndValid(long seed) {
    TestEntity root = new RandomTrees(seed).tree(200);
    int limit = seed % 3 == 0 ? 8_192 : DocumentLimits.MAX_DOCUMENT_BYTES;

    Written written = Written.of(root, limit);

    Map<String, String> parents = new HashMap<>();
    parents(root, root.segment ? null : root.parentId, parents);
    Map<String, String> found = new HashMap<>();
    int counted = 0;
    for (int i = 0; i < written.json().size(); i++) {
      JsonNode document = written.json().get(i);
      int before = found.size();
      found(document, document.path("parent_id").asText(null), found);
      assertThat(found.size() - before).isEqualTo(written.documents().get(i).entityCount());
      counted += written.documents().get(i).completed();
    }
    assertThat(found).isEqualTo(parents);
    assertThat(counted).isEqualTo(root.completedEntities());
    assertThat(written.result().unwritable()).isZero();
  }

  /** The fields shown to transports that are not JSON tell of the same entities as the JSON. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void viewOfEachDocument_hasTheEntitiesOfItsJson(long seed) {
    Written written = Written.of(new RandomTrees(seed).tree(300), 8_192);

    for (int i = 0; i < written.json().size(); i++) {
      Map<String, String> json = new HashMap<>();
      found(written.json().get(i), null, json);
      Set<String> shown = new HashSet<>();
      shown(written.documents().get(i).root(), shown);
      assertThat(shown).isEqualTo(json.keySet());
    }
  }

  private static void parents(TestEntity entity, String parent, Map<String, String> parents) {
    parents.put(entity.id, parent);
    for (TestEntity child : entity.children) {
      parents(child, entity.id, parents);
    }
  }

  private static void found(JsonNode entity, String parent, Map<String, String> found) {
    String id = entity.path("id").asText();
    assertThat(found).as("written twice").doesNotContainKey(id);
    found.put(id, parent);
    for (JsonNode child : entity.path("subsegments")) {
      found(child, id, found);
    }
  }

  private static void shown(EntityView entity, Set<String> ids) {
    ids.add(entity.id());
    entity.children().forEach(child -> shown(child, ids));
  }
}
