// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataMapTest {

  private final MetadataMap metadata = new MetadataMap();

  @Test
  void namespace_isMadeOnce() {
    metadata.namespace("orders").put("a", 1);
    metadata.namespace("orders").put("b", 2);

    assertThat(metadata.get("orders")).containsExactly(entry("a", 1), entry("b", 2));
  }

  @Test
  void mapOfAnotherEntity_staysItsOwn() {
    MetadataMap other = new MetadataMap();
    other.namespace("orders").put("a", 1);

    metadata.putAll(other);
    other.seal();
    metadata.namespace("orders").put("b", 2);

    assertThat(other.get("orders")).containsExactly(entry("a", 1));
    assertThat(metadata.get("orders")).containsExactly(entry("a", 1), entry("b", 2));
  }

  @Test
  void copy_isIndependent() {
    metadata.namespace("orders").put("a", 1);
    MetadataMap copy = metadata.copy();

    copy.namespace("orders").put("b", 2);

    assertThat(metadata.get("orders")).isEqualTo(Map.of("a", 1));
    assertThat(copy.get("orders")).isEqualTo(Map.of("a", 1, "b", 2));
  }

  @Test
  void seal_sealsTheNamespaces() {
    metadata.namespace("orders").put("a", 1);
    metadata.seal();

    metadata.namespace("orders").put("b", 2);
    metadata.namespace("other").put("c", 3);

    assertThat(metadata).isEqualTo(Map.of("orders", Map.of("a", 1)));
  }
}
