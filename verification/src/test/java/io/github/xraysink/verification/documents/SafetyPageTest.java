// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/safety.md promises is held to by the tests it names: they must exist. */
class SafetyPageTest {

  private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");

  @Test
  void everyTestNamed_exists() throws IOException {
    Map<String, String> sources = testSources();
    Set<String> missing = new TreeSet<>();
    int named = 0;
    Matcher matcher = NAMED.matcher(Files.readString(Sources.ROOT.resolve("docs/safety.md")));
    while (matcher.find()) {
      named++;
      if (!sources.getOrDefault(matcher.group(1), "").contains("void " + matcher.group(2) + "(")) {
        missing.add(matcher.group());
      }
    }

    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(30);
  }

  /** By class name; one name may be that of tests in several modules. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (Path file : Sources.tests()) {
      String name = file.getFileName().toString().replace(".java", "");
      sources.merge(name, Files.readString(file), String::concat);
    }
    return sources;
  }
}
