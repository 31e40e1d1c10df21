// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The five-minute start of the README, done: a project outside this build, compiled by Maven against
 * what this build made, and run. Its dependencies come from a repository below {@code target}, and
 * the rest from the one this build uses, which is only read; nothing is fetched.
 */
@Tag("slow")
@Timeout(300)
class FiveMinuteStartIT {

  private static final Path PROJECT = Path.of("target", "five-minutes").toAbsolutePath();
  private static final Path REPOSITORY = PROJECT.resolve("repository");
  private static final Path OUTPUT = PROJECT.resolve("output.log");
  private static final List<String> FOLDERS = List.of(
      "xray-context",
      "servlet-filter",
      "task-annotations",
      "cloudwatch-logs",
      "spring-boot-starter");
  private static final Pattern LINE =
      Pattern.compile("\\[(1-[0-9a-f]{8}-[0-9a-f]{24})] .*: (\\w+)");

  private Process shop;

  @AfterEach
  void stop() throws InterruptedException {
    if (shop != null) {
      shop.destroy();
      if (!shop.waitFor(20, TimeUnit.SECONDS)) {
        shop.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void application_tracesRequestsAsyncWorkAndTasks() throws Exception {
    Path maven = Path.of(System.getProperty("maven.home"), "bin", "mvn");
    assumeTrue(
        Files.exists(maven) && System.getProperty("maven.version").compareTo("3.9") > 0,
        "needs Maven 3.9 for a second local repository; ./mvnw is one");
    generate();
    publish();
    build(maven);

    try (Daemon daemon = new Daemon()) {
      run(daemon.address());
      HttpResponse<String> answer = get("/order");
      assertThat(answer.body()).isEqualTo("ordered");

      JsonNode request = segment(daemon, "/order");
      JsonNode task = segment(daemon, "Payments/settle");
      assertThat(request.path("name").asText()).isEqualTo("shop");
      assertThat(request.at("/http/response/status").asInt()).isEqualTo(200);
      assertThat(answer.headers().firstValue("X-Amzn-Trace-Id").orElseThrow())
          .contains(request.path("trace_id").asText());
      assertThat(idOfLine("reserved")).isEqualTo(request.path("trace_id").asText());
      assertThat(task.path("name").asText()).isEqualTo("shop");
      assertThat(idOfLine("settled")).isNotEqualTo(request.path("trace_id").asText());
    }
  }

  /** A project as its author would have it, but for the versions that are put in. */
  private static void generate() throws IOException {
    Path template = Path.of("src", "test", "five-minutes");
    try (Stream<Path> files = Files.walk(template)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = PROJECT.resolve(template.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.writeString(
            copy,
            Files.readString(file)
                .replace("@spring-boot.version@", System.getProperty("spring-boot.version"))
                .replace("@project.version@", System.getProperty("project.version")));
      }
    }
  }

  /** Puts what this build has packaged where Maven looks for what was installed. */
  private static void publish() throws IOException {
    publish("xraysink-parent", Path.of(".."), null);
    for (String folder : FOLDERS) {
      Path module = Path.of("..", folder);
      try (Stream<Path> built = Files.list(module.resolve("target"))) {
        String suffix = "-" + System.getProperty("project.version") + ".jar";
        Path jar = built
            .filter(file ->
                file.getFileName().toString().matches("xraysink-[a-z-]+" + Pattern.quote(suffix)))
            .findFirst()
            .orElseThrow();
        publish(jar.getFileName().toString().replace(suffix, ""), module, jar);
      }
    }
  }

  private static void publish(String artifact, Path module, Path jar) throws IOException {
    String version = System.getProperty("project.version");
    Path folder = REPOSITORY.resolve("io/github/xraysink").resolve(artifact).resolve(version);
    Files.createDirectories(folder);
    String name = artifact + "-" + version;
    Files.write(folder.resolve(name + ".pom"), Files.readAllBytes(module.resolve("pom.xml")));
    if (jar != null) {
      Files.write(folder.resolve(name + ".jar"), Files.readAllBytes(jar));
    }
  }

  private static void build(Path maven) throws IOException, InterruptedException {
    Path log = PROJECT.resolve("build.log");
    List<String> command = new ArrayList<>(List.of(
        maven.toString(),
        "-B",
        "-o",
        "-Dmaven.repo.local=" + REPOSITORY,
        "-Dmaven.repo.local.tail=" + System.getProperty("maven.local"),
        "compile",
        "dependency:build-classpath",
        "-Dmdep.outputFile=" + PROJECT.resolve("class-path.txt")));
    Process build = new ProcessBuilder(command)
        .directory(PROJECT.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
    assertThat(build.waitFor()).as(() -> read(log)).isZero();
  }

  /** Besides what its properties say, it is told what a test must: ports, and to sample all. */
  private void run(String daemon) throws IOException {
    ProcessBuilder run = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            PROJECT.resolve("target/classes")
                + java.io.File.pathSeparator
                + Files.readString(PROJECT.resolve("class-path.txt")),
            "shop.Shop",
            "--server.port=0",
            "--xraysink.sampling.mode=all")
        .directory(PROJECT.toFile())
        .redirectErrorStream(true)
        .redirectOutput(OUTPUT.toFile());
    run.environment().put("AWS_XRAY_DAEMON_ADDRESS", daemon);
    shop = run.start();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    Pattern started = Pattern.compile("Tomcat started on port (\\d+)");
    String port = Awaitility.await()
        .atMost(120, TimeUnit.SECONDS)
        .until(
            () -> {
              assertThat(shop.isAlive()).as(() -> read(OUTPUT)).isTrue();
              Matcher matcher = started.matcher(read(OUTPUT));
              return matcher.find() ? Optional.of(matcher.group(1)) : Optional.<String>empty();
            },
            Optional::isPresent)
        .orElseThrow();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** The next segment whose URL ends so. */
  private static JsonNode segment(Daemon daemon, String url) throws IOException {
    while (true) {
      String document = daemon.nextDocument();
      JsonNode segment =
          new ObjectMapper().readTree(document.substring(document.indexOf('\n') + 1));
      if (segment.at("/http/request/url").asText().endsWith(url)) {
        return segment;
      }
    }
  }

  private static String idOfLine(String message) {
    return Awaitility.await()
        .until(
            () -> LINE.matcher(read(OUTPUT))
                .results()
                .filter(line -> line.group(2).equals(message))
                .map(line -> line.group(1))
                .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
