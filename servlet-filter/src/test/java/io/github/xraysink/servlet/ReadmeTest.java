// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.servlet.jakarta.XrayFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README shows what is compiled and deployed, and every setting. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Path QUICK_START =
      Path.of("src/test/java/io/github/xraysink/servlet/container/QuickStartTest.java");
  private static final Path WEB_XML = Path.of("src/test/resources/webapp/WEB-INF/web.xml");

  private static final Pattern IN_README =
      Pattern.compile("<!-- region: (\\S+) -->\n```(?:java|xml)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern IN_CODE =
      Pattern.compile("// region: (\\S+)\n(.*?)\n *// end region", Pattern.DOTALL);
  private static final Pattern IN_XML =
      Pattern.compile("<!-- region: (\\S+) -->\n(.*?)\n *<!-- end region -->", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)`( \\*)? \\|", Pattern.MULTILINE);

  @Test
  void quickStart_isDeployed() throws IOException {
    Map<String, String> deployed = regions(IN_XML, Files.readString(WEB_XML));
    deployed.putAll(regions(IN_CODE, Files.readString(QUICK_START)));

    assertThat(regions(IN_README, Files.readString(README))).hasSize(3).isEqualTo(deployed);
  }

  private static Map<String, String> regions(Pattern pattern, String text) {
    Map<String, String> regions = new LinkedHashMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      regions.put(matcher.group(1), matcher.group(2).stripIndent().strip());
    }
    return regions;
  }

  @Test
  void settings_areAllInTheTable() throws IOException {
    Matcher rows = ROW.matcher(Files.readString(README));

    assertThat(rows.results().map(row -> row.group(1)).collect(Collectors.toSet()))
        .isEqualTo(Arrays.stream(XrayFilter.Builder.class.getDeclaredMethods())
            .filter(method -> method.getReturnType() == XrayFilter.Builder.class)
            .map(method -> method.getName())
            .collect(Collectors.toCollection(TreeSet::new)));
  }
}
