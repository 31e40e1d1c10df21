// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code moto_server}, which plays AWS, on a port of its own choice on loopback. */
final class MotoServer implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
  private static final long START_SECONDS = 60;

  private final Process process;
  private final URI endpoint;

  private MotoServer(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  static Optional<Path> find() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "moto_server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static MotoServer start(Path program) throws Exception {
    Process process = new ProcessBuilder(program.toString(), "-H", "127.0.0.1", "-p", "0")
        .redirectErrorStream(true)
        .start();
    CompletableFuture<URI> told = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, told), "moto-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return new MotoServer(process, told.get(START_SECONDS, TimeUnit.SECONDS));
    } catch (Exception notStarted) {
      stop(process);
      throw notStarted;
    }
  }

  /** Reads to the end, so that the server never waits for somebody to read. */
  private static void read(Process process, CompletableFuture<URI> told) {
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher address = ADDRESS.matcher(line);
        if (address.find()) {
          told.complete(URI.create(address.group()));
        }
      }
      told.completeExceptionally(new IOException("moto_server ended"));
    } catch (IOException closed) {
      told.completeExceptionally(closed);
    }
  }

  URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    stop(process);
  }

  /** The program on the path may be a script that has started the real one. */
  private static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
