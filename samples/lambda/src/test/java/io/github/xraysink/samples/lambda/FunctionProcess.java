// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import io.github.xraysink.samples.lambda.RuntimeApi.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;

/** A Java process like the one Lambda starts: its runtime interface client with one handler. */
final class FunctionProcess implements AutoCloseable {

  private static final String RUNTIME =
      "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private final Process process;
  private final Path output;

  private FunctionProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** How to start a function. */
  static final class Setup {
    private final String handler;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> unset = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");
    private Path taskRoot;

    private Setup(String handler) {
      this.handler = handler;
    }

    Setup environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Without a variable that Lambda sets. */
    Setup without(String name) {
      unset.add(name);
      return this;
    }

    Setup concurrency(int invocationsAtOnce) {
      return environment("AWS_LAMBDA_MAX_CONCURRENCY", String.valueOf(invocationsAtOnce));
    }

    Setup option(String option) {
      options.add(option);
      return this;
    }

    /** The function's own classes are found below its folder only, as in Lambda. */
    Setup classPath(String path) {
      this.classPath = path;
      return this;
    }

    Setup taskRoot(Path folder) {
      this.taskRoot = folder;
      return this;
    }

    FunctionProcess start(RuntimeApi api, Daemon daemon) throws IOException {
      Assumptions.assumeTrue(
          System.getProperty("os.name").equals("Linux"),
          "the runtime interface client has native code for Linux only");
      Path folder = taskRoot == null ? Files.createTempDirectory("task") : taskRoot;
      Path output = Files.createTempFile("function", ".log");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-XX:TieredStopAtLevel=1");
      command.add("-XX:+UseSerialGC");
      command.add("-Djava.io.tmpdir=" + folder);
      if (Runtime.version().feature() >= 22) {
        command.add("--enable-native-access=ALL-UNNAMED");
      }
      command.addAll(options);
      command.addAll(List.of("-cp", classPath, RUNTIME, handler));
      ProcessBuilder builder = new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectOutput(output.toFile());
      builder.environment().clear();
      builder.environment().putAll(environmentOnLambda(folder));
      builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
      builder.environment().put("AWS_XRAY_DAEMON_ADDRESS", daemon.address());
      builder.environment().putAll(environment);
      unset.forEach(builder.environment()::remove);
      return new FunctionProcess(builder.start(), output);
    }

    private static Map<String, String> environmentOnLambda(Path folder) {
      Map<String, String> all = new TreeMap<>();
      all.put("LAMBDA_TASK_ROOT", folder.toString());
      all.put("AWS_LAMBDA_FUNCTION_NAME", "fn");
      all.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
      all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
      all.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/fn");
      all.put("AWS_LAMBDA_LOG_STREAM_NAME", "stream");
      all.put("AWS_LAMBDA_LOG_FORMAT", "Text");
      all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
      all.put("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
      all.put("AWS_REGION", "eu-central-1");
      all.put("AWS_ACCESS_KEY_ID", "key");
      all.put("AWS_SECRET_ACCESS_KEY", "secret");
      all.put("AWS_EC2_METADATA_DISABLED", "true");
      all.put("LANG", "C.UTF-8");
      return all;
    }
  }

  /** A function whose handler is {@code type}, named as its README says. */
  static Setup of(Class<?> type) {
    return new Setup(type.getName());
  }

  /** What it has written so far. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return "no output: " + e;
    }
  }

  /** Waits for an answer, and not longer than the process lives. */
  Answer answer(CompletableFuture<Answer> answer) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        return answer.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new AssertionError("no answer from the function, which wrote:\n" + output());
        }
      }
    }
  }

  long pid() {
    return process.pid();
  }

  /** As Lambda does when time is up. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
