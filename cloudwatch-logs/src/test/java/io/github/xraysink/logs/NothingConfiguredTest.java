// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.testkit.CapturingEmitter;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What happens in a process of its own, whose classes can be counted. */
@Tag("logback")
class NothingConfiguredTest {

  /** Logs without anything of X-Ray's having been configured. */
  static final class Logs {
    public static void main(String[] arguments) {
      LogbackExtension logback = new LogbackExtension();
      logback.configure("<contextListener class='io.github.xraysink.logs.XrayMdcContextListener'/>"
          + LogbackExtension.words()
          + LogbackExtension.collecting("LINES", "%xrayTraceId{none} %msg")
          + LogbackExtension.root("LINES"));
      LoggerFactory.getLogger("test").info("line");
      System.out.println("LOGGED " + logback.lines());
    }
  }

  /** Uses log groups where there is no logging library at all. */
  static final class Groups {
    public static void main(String[] arguments) {
      XrayLogGroups.set("/ecs/orders");
      CapturingEmitter emitter = new CapturingEmitter();
      try (Xraysink xraysink = Xraysink.builder()
          .emitter(emitter)
          .samplingStrategy(new AllSamplingStrategy())
          .build()) {
        Segment segment = xraysink.recorder().beginSegment("s");
        segment.close();
      }
      System.out.println("SENT " + emitter.documents().get(0).text());
    }
  }

  private static List<String> run(Class<?> main, Predicate<String> onClassPath) throws Exception {
    String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(onClassPath)
        .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xlog:class+load:stdout",
        "-cp",
        classPath,
        main.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
    return lines;
  }

  @Test
  void words_doNotTouchTheSdksFrontDoor() throws Exception {
    List<String> lines = run(Logs.class, entry -> true);

    assertThat(lines).anyMatch(line -> line.startsWith("LOGGED [none line]"));
    assertThat(lines)
        .as("its initialiser opens a socket")
        .noneMatch(line -> line.contains("com.amazonaws.xray.AWSXRay "))
        .noneMatch(line -> line.contains("com.amazonaws.xray.emitters."));
  }

  @Test
  void logGroups_needNoLoggingLibrary() throws Exception {
    List<String> lines = run(
        Groups.class,
        entry ->
            !entry.contains("logback") && !entry.contains("slf4j") && !entry.contains("log4j"));

    assertThat(lines).anyMatch(line -> line.startsWith("SENT ") && line.contains("/ecs/orders"));
  }
}
