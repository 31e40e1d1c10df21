// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.servlet.jakarta.XrayFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README shows what is deployed, and every setting. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Path WEB_XML = Path.of("src/test/resources/webapp/WEB-INF/web.xml");

  private static final Pattern SHOWN =
      Pattern.compile("<!-- region: web.xml -->\n```xml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern DEPLOYED =
      Pattern.compile("<!-- region: web.xml -->\n(.*?)<!-- end region -->", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)`( \\*)? \\|", Pattern.MULTILINE);

  @Test
  void webXml_isDeployed() throws IOException {
    assertThat(only(SHOWN, README)).isEqualTo(only(DEPLOYED, WEB_XML));
  }

  private static String only(Pattern pattern, Path file) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(file));
    assertThat(matcher.find()).as("%s in %s", pattern, file).isTrue();
    return matcher.group(1).stripIndent().strip();
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
