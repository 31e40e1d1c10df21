// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README shows code that is compiled and run. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Path QUICK_START =
      Path.of("src/test/java/io/github/xraysink/task/QuickStartTest.java");

  private static final Pattern IN_README =
      Pattern.compile("<!-- region: (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern IN_CODE =
      Pattern.compile("// region: (\\S+)\n(.*?)\n *// end region", Pattern.DOTALL);

  @Test
  void quickStart_isCompiled() throws IOException {
    Map<String, String> shown = regions(IN_README, Files.readString(README));
    Map<String, String> compiled = regions(IN_CODE, Files.readString(QUICK_START));

    assertThat(shown).isNotEmpty().isEqualTo(compiled);
  }

  private static Map<String, String> regions(Pattern pattern, String text) {
    Map<String, String> regions = new LinkedHashMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      regions.put(matcher.group(1), matcher.group(2).stripIndent().strip());
    }
    return regions;
  }
}
