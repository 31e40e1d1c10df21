// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A JVM that is measured from outside. Ends with this one: it reads its input until that closes. */
final class OtherJvm implements AutoCloseable {

  private static final long END_SECONDS = 10;

  private final Process process;
  private final BufferedReader output;

  private OtherJvm(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * With our class path and without Logback, whose start would count as that of a library which logs,
   * and {@code options} before the name of the class.
   */
  static OtherJvm start(Class<?> main, List<String> options, List<String> arguments)
      throws IOException {
    List<String> silent = new ArrayList<>(options);
    silent.add("-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider");
    return start(System.getProperty("java.class.path"), main.getName(), silent, arguments);
  }

  /** With a class path of its own. */
  static OtherJvm start(String classPath, String main, List<String> options, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return new OtherJvm(new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start());
  }

  /** The next line it prints. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the process ended without an answer");
    }
    return line;
  }

  /** CPU time its threads have used so far; those that have ended are not among them. */
  long cpuNanos() throws IOException {
    return cpuNanos(name -> true);
  }

  /** The same, of the threads with such names; names are what the system keeps, 15 characters. */
  long cpuNanos(Predicate<String> names) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.isDirectory(tasks)) {
      return process.info().totalCpuDuration().orElseThrow().toNanos();
    }
    long sum = 0;
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        if (names.test(Files.readString(thread.resolve("comm")).trim())) {
          String statistics = Files.readString(thread.resolve("schedstat"));
          sum += Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
        }
      }
    }
    return sum;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
