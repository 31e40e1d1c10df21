// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AttributeMapTest {

  private final AttributeMap<Object> map = new AttributeMap<>();

  @Test
  void put_keepsTheOrderOfFirstWriting() {
    map.put("b", 1);
    map.put("a", 2);
    map.put("b", 3);

    assertThat(map).containsExactly(entry("b", 3), entry("a", 2));
  }

  @Test
  void put_ignoresNulls() {
    map.put(null, 1);
    map.put("a", null);

    assertThat(map).isEmpty();
  }

  @Test
  void put_copiesContainersSoThatNobodyChangesThemLater() {
    Map<String, Object> request = new HashMap<>(Map.of("url", "/a"));
    List<Object> tables = new ArrayList<>(List.of("t"));

    map.put("request", request);
    map.put("tables", tables);
    map.put("numbers", new int[] {1, 2});
    request.put("url", "/b");
    tables.clear();

    assertThat(map)
        .containsEntry("request", Map.of("url", "/a"))
        .containsEntry("tables", List.of("t"))
        .containsEntry("numbers", List.of(1, 2));
  }

  @Test
  void put_copiesAMapInItsOrder_lastOfLikeKeysWins() {
    Map<Object, Object> given = new LinkedHashMap<>();
    given.put(1, "one");
    given.put("2", null);
    given.put("1", "one again");

    map.put("numbers", given);

    assertThat(map.get("numbers")).hasToString("{1=one again, 2=null}");
  }

  @Test
  void put_copiesAMapThatGrowsMeanwhile() {
    Map<String, Object> growing = new LinkedHashMap<>() {
      @Override
      public int size() {
        return 1;
      }
    };
    for (int i = 0; i < 40; i++) {
      growing.put("k" + i, i);
    }

    map.put("growing", growing);

    assertThat(map)
        .containsEntry(
            "growing",
            growing.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  @Test
  @SuppressWarnings("unchecked") // as applications cast it
  void nestedMap_ignoresWrites() {
    map.put("request", Map.of("url", "/a"));

    ((Map<String, Object>) map.get("request")).put("url", "/b");

    assertThat(map).containsEntry("request", Map.of("url", "/a"));
  }

  @Test
  void put_cutsAStructureThatContainsItself() {
    List<Object> itself = new ArrayList<>();
    itself.add(itself);

    map.put("itself", itself);

    assertThat(map.get("itself").toString()).contains("cut");
  }

  @Test
  void put_survivesAContainerThatThrows() {
    List<Object> hostile = new ArrayList<>(List.of(1)) {
      @Override
      public Iterator<Object> iterator() {
        throw new IllegalStateException("no");
      }
    };

    map.put("hostile", hostile);

    assertThat(map.get("hostile")).asString().contains("IllegalStateException");
  }

  @Test
  void seal_makesWritesWithoutEffect() {
    map.put("a", 1);
    map.seal();

    map.put("a", 2);
    map.put("b", 2);
    map.remove("a");
    map.clear();

    assertThat(map).containsExactly(entry("a", 1));
  }

  @Test
  void remove_throughTheIterator() {
    map.putAll(Map.of("a", 1, "b", 2, "c", 3));

    map.entrySet().removeIf(entry -> !entry.getKey().equals("b"));

    assertThat(map).containsExactly(entry("b", 2));
  }

  @Test
  void behavesLikeAHashMap_alsoBeyondTheIndex() {
    Random random = new Random(42);
    Map<String, Object> model = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      String key = "k" + random.nextInt(60);
      switch (random.nextInt(4)) {
        case 0 -> assertThat(map.remove(key)).isEqualTo(model.remove(key));
        case 1 -> assertThat(map.get(key)).isEqualTo(model.get(key));
        default -> assertThat(map.put(key, i)).isEqualTo(model.put(key, i));
      }
      assertThat(map.size()).isEqualTo(model.size());
    }
    assertThat(map).isEqualTo(model);
  }

  @Test
  void copyTo_isIndependent() {
    map.put("a", 1);
    AttributeMap<Object> copy = map.copyTo(new AttributeMap<>());

    map.put("b", 2);

    assertThat(copy).containsExactly(entry("a", 1));
  }

  @Test
  void iterator_showsTheMapAsItWas() {
    map.putAll(new HashMap<>(Map.of("a", 1, "b", 2)));
    List<String> seen = new ArrayList<>();

    map.forEach((key, value) -> {
      seen.add(key);
      map.put("c" + key, value);
    });

    assertThat(seen).containsExactlyInAnyOrder("a", "b");
    assertThat(map).hasSize(4);
  }

  @Test
  void metadata_sealsItsNamespaces() {
    MetadataMap metadata = new MetadataMap();
    metadata.put("mine", new HashMap<>(Map.of("a", 1)));
    AttributeMap<Object> held = metadata.namespace("other");
    held.put("k", Arrays.asList(1, null));

    metadata.seal();
    held.put("late", 1);
    metadata.get("mine").put("late", 1);

    assertThat(metadata.get("other")).containsOnlyKeys("k");
    assertThat(metadata.get("mine")).containsOnlyKeys("a");
  }

  @Test
  void rewrite_leavesWhatSomebodyPutMeanwhile() {
    AttributeMap<Object> map = new AttributeMap<>();
    map.put("a", 1);
    map.put("b", 2);

    map.rewrite(value -> {
      map.put("b", "newer");
      return "read " + value;
    });

    assertThat(map).containsEntry("a", "read 1").containsEntry("b", "newer").hasSize(2);
  }
}
