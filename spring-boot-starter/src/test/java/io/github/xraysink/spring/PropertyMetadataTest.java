// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** What an IDE completes is what there is. */
class PropertyMetadataTest {

  /** Not bound here: the recorder's builder looks them up in the environment by itself. */
  private static final Map<String, String> PASSED_ON = Map.of(
      "xraysink.metadata-at-end", "java.lang.Boolean",
      "xraysink.headers", "java.lang.String",
      "xraysink.api-endpoint", "java.net.URI",
      "xraysink.api-headers", "java.lang.String",
      "xraysink.api-timeout", "java.time.Duration",
      "xraysink.otlp-endpoint", "java.net.URI",
      "xraysink.otlp-headers", "java.lang.String",
      "xraysink.otlp-timeout", "java.time.Duration",
      "xraysink.lambda-flush-timeout", "java.time.Duration");

  static JsonNode metadata() throws IOException {
    return new ObjectMapper()
        .readTree(PropertyMetadataTest.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json"));
  }

  /** Names and types as bound, with nested records unfolded. */
  private static Map<String, String> bound(String prefix, Class<?> type) {
    Map<String, String> names = new TreeMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + "." + kebab(component.getName());
      if (component.getType().isRecord()) {
        names.putAll(bound(name, component.getType()));
      } else {
        names.put(name, boxed(component.getGenericType().getTypeName()));
      }
    }
    return names;
  }

  private static Map<String, String> all() {
    Map<String, String> names = bound("xraysink", XraysinkProperties.class);
    names.putAll(PASSED_ON);
    return names;
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String boxed(String type) {
    return type.equals("boolean") ? Boolean.class.getName() : type;
  }

  @Test
  void metadata_namesEveryPropertyWithItsType() throws IOException {
    Map<String, String> described = new TreeMap<>();
    for (JsonNode property : metadata().path("properties")) {
      String name = property.path("name").asText();
      assertThat(property.path("description").asText()).as(name).isNotBlank();
      if (name.startsWith("xraysink.")) {
        described.put(name, property.path("type").asText());
      }
    }

    assertThat(described).isEqualTo(all());
  }

  @Test
  void everyProperty_saysWhatItAccepts() {
    assertThat(all().keySet()).allSatisfy(name -> {
      assertThat(ConfigurationPropertyName.isValid(name)).isTrue();
      assertThat(Accepted.words(name)).isNotBlank();
    });
  }
}
