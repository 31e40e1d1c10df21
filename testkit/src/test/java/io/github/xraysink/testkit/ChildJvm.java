// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code main} in a process of its own, with the class path of the tests. */
final class ChildJvm {

  /**
   * How it went.
   *
   * @param ended whether it ended by itself in time
   * @param output what it printed, errors included
   */
  record Result(boolean ended, String output) {}

  private ChildJvm() {}

  /** Runs {@code main} for at most {@code patience}, then ends it. */
  static Result run(Class<?> main, Duration patience, String... arguments) {
    return run(main, Map.of(), patience, arguments);
  }

  /** As the other, with more in its environment. */
  static Result run(
      Class<?> main, Map<String, String> environment, Duration patience, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("child-jvm", ".out");
      try {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return run(builder, output, patience);
      } finally {
        Files.delete(output);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private static Result run(ProcessBuilder builder, Path output, Duration patience)
      throws IOException, InterruptedException {
    Process process =
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    return new Result(ended, Files.readString(output, StandardCharsets.UTF_8));
  }
}
