// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README says what the code says. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");

  @Test
  void settingsTable_isTheCodes() throws IOException {
    String readme = Files.readString(README);
    int start = readme.indexOf("<!-- settings table");
    String table =
        readme.substring(readme.indexOf('\n', start) + 1, readme.indexOf("<!-- end of settings"));

    assertThat(table).isEqualTo(expectedTable());
  }

  private static String expectedTable() {
    StringBuilder table = new StringBuilder(
        "| property | environment | accepted | default | effect |\n|---|---|---|---|---|\n");
    for (Setting<?> setting : ContextSettings.ALL) {
      table.append(String.format(
          "| `%s` | `%s` | %s | %s | %s |%n",
          setting.property(),
          setting.environmentVariable(),
          setting.accepted(),
          setting.defaultText(),
          setting.effect()));
    }
    return table.toString();
  }
}
