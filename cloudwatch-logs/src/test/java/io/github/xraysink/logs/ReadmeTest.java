// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import io.github.xraysink.testkit.XrayExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configurations in the README work as they stand. */
@Tag("logback")
@ExtendWith(XrayExtension.class)
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Pattern CONFIGURATION =
      Pattern.compile("<!-- config: (\\S+) -->\n```xml\n(.*?)```", Pattern.DOTALL);

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  /** The configuration of that name. */
  static String shown(String name) throws IOException {
    Matcher matcher = CONFIGURATION.matcher(Files.readString(README));
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return matcher.group(2);
      }
    }
    throw new NoSuchElementException("no configuration named " + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"words", "json"})
  void configuration_works(String name, AWSXRayRecorder recorder) throws IOException {
    String xml = shown(name);
    AtomicReference<Segment> segment = new AtomicReference<>();

    List<String> lines = Console.during(() -> {
      logback.configureWhole(xml);
      segment.set(recorder.beginSegment("orders"));
      logback.log.info("placed");
      recorder.endSegment();
      logback.drain();
    });

    assertThat(lines)
        .hasSize(1)
        .allMatch(line -> line.contains("placed"))
        .allMatch(line -> line.contains(segment.get().getTraceId().toString()));
  }
}
