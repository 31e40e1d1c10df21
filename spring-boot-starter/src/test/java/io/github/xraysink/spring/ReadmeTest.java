// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The README says what the metadata says, and shows the project that is built and run. */
class ReadmeTest {

  private static final Path PROJECT = Path.of("src", "test", "five-minutes", "src", "main");

  @Test
  void settingsTable_isTheMetadatas() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    int start = readme.indexOf("<!-- settings table");
    String table =
        readme.substring(readme.indexOf('\n', start) + 1, readme.indexOf("<!-- end of settings"));

    assertThat(table)
        .isEqualTo("| property | accepted | default | effect |\n|---|---|---|---|\n"
            + StreamSupport.stream(
                    PropertyMetadataTest.metadata().path("properties").spliterator(), false)
                .filter(property -> property.path("name").asText().startsWith("xraysink."))
                .map(ReadmeTest::row)
                .collect(Collectors.joining()));
  }

  private static String row(JsonNode property) {
    String name = property.path("name").asText();
    JsonNode given = property.path("defaultValue");
    String value = given.isArray() ? given.path(0).asText() : given.asText();
    return String.format(
        "| `%s` | %s | %s | %s |%n",
        name,
        Accepted.words(name),
        value.isEmpty() ? "–" : "`" + value.replace("|", "\\|") + "`",
        property.path("description").asText());
  }

  @Test
  void properties_areThoseOfTheProject() throws IOException {
    assertThat(Files.readString(Path.of("README.md")))
        .contains("```properties\n"
            + Files.readString(PROJECT.resolve("resources/application.properties")) + "```");
  }

  @Test
  void code_isThatOfTheProject() throws IOException {
    String source = Files.readString(PROJECT.resolve("java/shop/Shop.java"));
    String region = source.substring(
        source.indexOf('\n', source.indexOf("// region")) + 1, source.indexOf("// end region"));

    assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + region + "```");
  }
}
