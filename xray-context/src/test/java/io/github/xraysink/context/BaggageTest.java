// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaggageTest {

  @Test
  void with_addsAndReplacesWithoutTouchingTheOriginal() {
    Baggage first = Baggage.of("tenant", "acme");

    Baggage second = first.with("flow", "checkout").with("tenant", "other");

    assertThat(first.asMap()).containsExactly(entry("tenant", "acme"));
    assertThat(second.asMap()).containsExactly(entry("flow", "checkout"), entry("tenant", "other"));
    assertThat(second.get("tenant")).isEqualTo("other");
    assertThat(second.get("Tenant")).isNull();
    assertThat(second.get(null)).isNull();
  }

  @Test
  void without_removesOneField() {
    Baggage baggage = Baggage.of("tenant", "acme").with("flow", "checkout");

    assertThat(baggage.without("tenant").asMap()).containsExactly(entry("flow", "checkout"));
    assertThat(baggage.without("unknown")).isSameAs(baggage);
    assertThat(baggage.without(null)).isSameAs(baggage);
    assertThat(baggage.without("tenant").without("flow")).isSameAs(Baggage.empty());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, v",
        "k, -",
        "'', v",
        "k, ''",
        "Root, v",
        "root, v",
        "Parent, v",
        "Sampled, 1",
        "SELF, v",
        "Lineage, a:1",
        "lineage, a:1",
        "a=b, v",
        "a;b, v",
        "'a b', v",
        "k, a;b",
        "k, 'a b'",
        "k, '\t'",
        "k, caf\u00e9",
        "\u00e9, v",
      })
  void with_refusesAndCountsWhatAHeaderCannotCarry(@Nullable String key, @Nullable String value) {
    Baggage baggage = Baggage.of("tenant", "acme");
    long before = Baggage.refused();

    assertThat(baggage.with(key, value)).isSameAs(baggage);
    assertThat(Baggage.refused()).isEqualTo(before + 1);
  }

  @Test
  void with_acceptsUpToEachBound() {
    String longestKey = "k".repeat(Baggage.MAX_KEY_CHARS);
    String longestValue = "v".repeat(Baggage.MAX_VALUE_CHARS);

    assertThat(Baggage.of(longestKey, "v").isEmpty()).isFalse();
    assertThat(Baggage.of(longestKey + "k", "v").isEmpty()).isTrue();
    assertThat(Baggage.of("k", longestValue).isEmpty()).isFalse();
    assertThat(Baggage.of("k", longestValue + "v").isEmpty()).isTrue();
  }

  @Test
  void with_refusesFieldsBeyondTheNumber() {
    Baggage baggage = Baggage.empty();
    for (int i = 0; i < Baggage.MAX_FIELDS; i++) {
      baggage = baggage.with("k" + i, "v");
    }

    assertThat(baggage.asMap()).hasSize(Baggage.MAX_FIELDS);
    assertThat(baggage.with("more", "v")).isSameAs(baggage);
    assertThat(baggage.with("k3", "w").get("k3")).isEqualTo("w");
  }

  @Test
  void with_refusesWhatDoesNotFitAndKeepsTheOldValue() {
    Baggage baggage = Baggage.of("a", "v".repeat(100)).with("b", "short");

    Baggage same = baggage.with("b", "v".repeat(100));

    assertThat(same).isSameAs(baggage);
    assertThat(same.get("b")).isEqualTo("short");
    assertThat(baggage.with("b", "v".repeat(Baggage.MAX_CHARS - 103 - 3)).get("b"))
        .hasSize(76);
    assertThat(baggage.with("b", "v".repeat(Baggage.MAX_CHARS - 103 - 2))).isSameAs(baggage);
  }

  @Test
  void of_takesWhatFitsOfAMap() {
    Map<String, String> source = new LinkedHashMap<>();
    source.put("tenant", "acme");
    source.put("Root", "x");
    source.put("flow", "checkout");
    long before = Baggage.refused();

    Baggage baggage = Baggage.of(source);
    source.put("later", "x");

    assertThat(baggage.asMap()).containsExactly(entry("tenant", "acme"), entry("flow", "checkout"));
    assertThat(Baggage.refused()).isEqualTo(before + 1);
    assertThat(Baggage.of(Map.of())).isSameAs(Baggage.empty());
  }

  @Test
  void of_survivesAMapThatThrows() {
    Map<String, String> throwing = new LinkedHashMap<>() {
      @Override
      public void forEach(BiConsumer<? super String, ? super String> action) {
        action.accept("tenant", "acme");
        throw new IllegalStateException("from a map");
      }
    };

    assertThat(Baggage.of(throwing).asMap()).containsExactly(entry("tenant", "acme"));
  }

  @Test
  void asMap_cannotBeChanged() {
    Map<String, String> map = Baggage.of("tenant", "acme").asMap();

    assertThatThrownBy(() -> map.put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.remove("tenant"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.entrySet().iterator().next().setValue("x"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(map).containsExactly(entry("tenant", "acme"));
  }

  @Test
  void baggage_isAValueThatDoesNotTellItsValues() {
    Baggage baggage = Baggage.of("tenant", "acme");

    assertThat(baggage)
        .isEqualTo(Baggage.of(Map.of("tenant", "acme")))
        .hasSameHashCodeAs(Baggage.of("tenant", "acme"));
    assertThat(baggage).isNotEqualTo(Baggage.of("tenant", "other"));
    assertThat(baggage).hasToString("Baggage[tenant]");
  }
}
