// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The Java code in our READMEs is compiled and run: a block below {@code <!-- region: x -->} is what
 * a test of the same module has between {@code // region: x} and {@code // end region}, and whatever
 * the tests have marked so is shown.
 */
class ShownCodeTest {

  private static final Pattern SHOWN =
      Pattern.compile("<!-- region: (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern COMPILED =
      Pattern.compile("// region: (\\S+)\n(.*?)\n *// end region", Pattern.DOTALL);

  @TestFactory
  List<DynamicTest> readme_showsWhatIsCompiled() throws IOException {
    return Sources.readmes().stream()
        .map(readme -> DynamicTest.dynamicTest(
            Sources.ROOT.relativize(readme).toString(), () -> compare(readme)))
        .toList();
  }

  @Test
  void readmes_showCode() throws IOException {
    long blocks = 0;
    for (Path readme : Sources.readmes()) {
      blocks += regions(SHOWN, Files.readString(readme)).size();
    }

    assertThat(blocks).isGreaterThan(10);
  }

  private static void compare(Path readme) throws IOException {
    Map<String, String> shown = regions(SHOWN, Files.readString(readme));
    Map<String, String> compiled = new TreeMap<>();
    for (Path source : Sources.testsBeside(readme)) {
      compiled.putAll(regions(COMPILED, Files.readString(source)));
    }
    assertThat(shown).isEqualTo(compiled);
  }

  private static Map<String, String> regions(Pattern pattern, String text) {
    Map<String, String> regions = new TreeMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      regions.put(matcher.group(1), matcher.group(2).stripIndent().strip());
    }
    return regions;
  }
}
