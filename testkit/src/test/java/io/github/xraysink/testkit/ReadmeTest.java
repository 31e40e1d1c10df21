// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The README says what the code says. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");

  @Test
  void configurationTable_namesEverySetting() throws IOException {
    String readme = Files.readString(README);

    assertThat(Arrays.stream(XrayExtension.Builder.class.getMethods())
            .filter(method -> method.getDeclaringClass() == XrayExtension.Builder.class)
            .filter(method -> method.getReturnType() == XrayExtension.Builder.class)
            .map(method -> "| `" + method.getName() + "` |"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(readme).contains(row));
  }
}
