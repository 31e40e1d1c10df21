// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import io.github.xraysink.testkit.XrayExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README shows code that is compiled, and configurations that work. */
@Tag("logback")
@ExtendWith(XrayExtension.class)
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Path QUICK_START =
      Path.of("src/test/java/io/github/xraysink/logs/QuickStartTest.java");

  private static final Pattern IN_README =
      Pattern.compile("<!-- region: (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern IN_CODE =
      Pattern.compile("// region: (\\S+)\n(.*?)\n *// end region", Pattern.DOTALL);
  private static final Pattern CONFIGURATION =
      Pattern.compile("<!-- config: (\\S+) -->\n```xml\n(.*?)```", Pattern.DOTALL);

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  static Map<String, String> regions(Pattern pattern, String text) {
    Map<String, String> regions = new LinkedHashMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      regions.put(matcher.group(1), matcher.group(2).stripIndent().strip());
    }
    return regions;
  }

  static String readme() throws IOException {
    return Files.readString(README);
  }

  @Test
  void quickStart_isCompiled() throws IOException {
    Map<String, String> compiled = regions(IN_CODE, Files.readString(QUICK_START));

    assertThat(regions(IN_README, readme())).isNotEmpty().isEqualTo(compiled);
  }

  @ParameterizedTest
  @ValueSource(strings = {"words", "json"})
  void configuration_works(String name, AWSXRayRecorder recorder) throws IOException {
    String xml = regions(CONFIGURATION, readme()).get(name);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream console = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    Segment segment;
    try {
      logback.configureWhole(xml);
      segment = recorder.beginSegment("orders");
      logback.log.info("placed");
      recorder.endSegment();
      logback.drain();
    } finally {
      System.setOut(console);
    }

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(1)
        .allMatch(line -> line.contains("placed"))
        .allMatch(line -> line.contains(segment.getTraceId().toString()));
  }
}
