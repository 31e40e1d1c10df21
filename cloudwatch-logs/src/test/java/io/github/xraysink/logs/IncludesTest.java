// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import io.github.xraysink.testkit.XrayExtension;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configurations people can include as they are. */
@Tag("logback")
@ExtendWith(XrayExtension.class)
class IncludesTest {

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  @Test
  void logback_isTheOneOfThisRun() {
    assertThat(LoggerContext.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath())
        .contains(System.getProperty("logback.expected"));
  }

  @ParameterizedTest
  @CsvSource({
    "console.xml, CONSOLE, traceId=<id> entityId=<entity>",
    "json.xml, JSON, \"traceId\":\"<id>\"",
    "logstash.xml, LOGSTASH, \"traceId\":\"<id>\""
  })
  void configuration_worksAsItIs(
      String file, String appender, String part, AWSXRayRecorder recorder) {
    AtomicReference<Segment> begun = new AtomicReference<>();

    List<String> lines = Console.during(() -> {
      logback.configure("<include resource='io/github/xraysink/logs/includes/" + file + "'/>"
          + LogbackExtension.root(appender));
      begun.set(recorder.beginSegment("orders"));
      logback.log.info("in");
      recorder.endSegment();
      logback.log.info("out");
    });

    Segment segment = begun.get();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .contains(part.replace("<id>", segment.getTraceId().toString())
            .replace("<entity>", segment.getId()));
    assertThat(lines.get(1)).doesNotContain(segment.getTraceId().toString());
  }
}
