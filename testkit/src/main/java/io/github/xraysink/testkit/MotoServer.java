// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import io.github.xraysink.testkit.AwsEmulator.Service;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** The program {@code moto_server}, which a Python package of that name installs. */
final class MotoServer implements EmulatorKind {

  private static final String PROGRAM = "moto_server";
  // It loads all it knows of AWS, which takes a second, and ten on a busy machine.
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // The server it is built on tells where it listens; with port 0 nobody else can know.
  private static final Pattern LISTENING =
      Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");

  private final String path;

  MotoServer(String path) {
    this.path = path;
  }

  static MotoServer onPath() {
    return new MotoServer(Objects.requireNonNullElse(System.getenv("PATH"), ""));
  }

  @Override
  public RunningEmulator start(Set<Service> services) throws EmulatorUnavailable {
    Path program = Stream.of(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new EmulatorUnavailable(PROGRAM + " is not on the PATH"));
    try {
      return start(program);
    } catch (IOException failed) {
      throw new EmulatorUnavailable(program + " does not start", failed);
    }
  }

  private static RunningEmulator start(Path program) throws IOException, EmulatorUnavailable {
    Path output = Files.createTempFile("moto", ".log");
    Process process = new ProcessBuilder(program.toString(), "-H", "127.0.0.1", "-p", "0")
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
    Stop stop = new Stop(process, output);
    // Whoever interrupts a test run does not let JUnit close what it keeps.
    Runtime.getRuntime().addShutdownHook(stop.onExit());
    URI endpoint = endpoint(process, output);
    if (endpoint == null) {
      String said = Files.readString(output).strip();
      stop.run();
      throw new EmulatorUnavailable(program + " does not listen; it said: " + said);
    }
    return new RunningEmulator(PROGRAM, endpoint, stop);
  }

  /** Waits for it; {@code null} if it ends, or does not listen for too long. */
  private static @Nullable URI endpoint(Process process, Path output) {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !process.isAlive() || listening(output) != null);
      return listening(output);
    } catch (ConditionTimeoutException tooLate) {
      return null;
    }
  }

  private static @Nullable URI listening(Path output) {
    try {
      Matcher told = LISTENING.matcher(Files.readString(output));
      return told.find() ? URI.create(told.group(1)) : null;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Ends the process and what it started, and takes its log away. */
  private static final class Stop implements Runnable {

    private static final int GRACE_SECONDS = 5;

    private final Process process;
    private final Path output;
    private final Thread onExit = new Thread(this::end, "stop moto_server");

    Stop(Process process, Path output) {
      this.process = process;
      this.output = output;
    }

    Thread onExit() {
      return onExit;
    }

    @Override
    public void run() {
      end();
      try {
        Runtime.getRuntime().removeShutdownHook(onExit);
      } catch (IllegalStateException exiting) {
        // Then the hook is running, or has.
      }
    }

    private void end() {
      List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
      all.add(process.toHandle());
      all.forEach(ProcessHandle::destroy);
      try {
        if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
          all.forEach(ProcessHandle::destroyForcibly);
        }
        Files.deleteIfExists(output);
      } catch (InterruptedException interrupted) {
        all.forEach(ProcessHandle::destroyForcibly);
        Thread.currentThread().interrupt();
      } catch (IOException undeleted) {
        // One more small file in the folder for such; nobody can do better while the JVM exits.
      }
    }
  }
}
