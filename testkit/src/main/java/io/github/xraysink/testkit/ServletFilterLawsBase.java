// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.TraceSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What the laws of the filter have in common: a container that runs throughout, a recorder per
 * test, and a look at all documents once more when the container has stopped.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServletFilterLawsBase {

  static final Duration PATIENCE = Duration.ofSeconds(10);
  static final String HEADER = "X-Amzn-Trace-Id";

  /** What all contexts under test call a segment that nobody names. */
  static final String SERVICE = "test";

  /** A segment comes soon after its answer; an answer takes far longer than this. */
  private static final Duration GLANCE = Duration.ofMillis(1);

  private final Map<String, List<ServletStep>> scripts = new ConcurrentHashMap<>();
  private final Queue<String> dirty = new ConcurrentLinkedQueue<>();
  private final Queue<String> accessLog = new ConcurrentLinkedQueue<>();
  private final List<Recording> recordings = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final ExecutorService pool = Executors.newFixedThreadPool(8);
  final ServletDeployment deployment = ServletDeployment.of(
      path -> scripts.getOrDefault(path, List.of(new ServletStep.Status(404))),
      this::lookAround,
      accessLog::add);
  private final AWSXRayRecorder globalBefore = AWSXRay.getGlobalRecorder();

  private ServletContainerUnderTest.@Nullable Running usual;
  private ServletContainerUnderTest.@Nullable Running running;
  private @Nullable Recording recording;

  /** What one test sent. */
  private record Recording(
      ContextUnderTest.RecorderUnderTest built, CapturingEmitter emitter, int[] segments) {

    /** Whatever has been sent is one valid document for each entity. */
    void check() {
      built.close();
      XrayAssertions.assertThat(emitter.traces()).sentEachEntityOnce().hasOnlyValidDocuments();
      assertThat(emitter.traces().segments()).hasSize(segments[0]);
    }
  }

  /** An answer, and the segment of its request. */
  record Traced(HttpResponse<byte[]> response, CapturedEntity segment) {
    JsonNode http(String part) {
      return segment.json().path("http").path(part);
    }
  }

  /** The container whose filter is checked. */
  protected abstract ServletContainerUnderTest container();

  /** What makes the recorders, and hands work over; by default xraysink itself. */
  protected ContextUnderTest tracing() {
    return ContextUnderTest.full();
  }

  /** The header that an HTTP client would be given where this is called; empty for none. */
  protected String outgoingHeader() {
    return TraceHeaders.current().getOrDefault(HEADER, "");
  }

  /** How long to wait for what must come. */
  protected Duration patience() {
    return PATIENCE;
  }

  /**
   * Whether each law gets a container of its own, which is stopped before the law's documents are
   * looked at: slower, and then all that is sent late belongs to its law. By default one container
   * serves all, and all documents are looked at in the end.
   */
  protected boolean containerForEachLaw() {
    return false;
  }

  @BeforeEach
  final void begin(TestInfo test) throws Exception {
    String law = test.getTestMethod().orElseThrow().getName();
    String reason = container().cannot().get(law);
    Assumptions.assumeTrue(reason == null, () -> container().name() + " cannot: " + reason);
    scripts.clear();
    accessLog.clear();
    if (usual == null) {
      usual = container().start(deployment);
    }
    running = usual;
    record(UnaryOperator.identity());
  }

  @AfterEach
  final void end() throws Exception {
    if (running != usual && running != null) {
      running.close();
    }
    running = usual;
    if (containerForEachLaw()) {
      stopAndCheck();
    }
    List<String> found = List.copyOf(dirty);
    dirty.clear();
    assertThat(found).as("threads that hold a position outside the filter").isEmpty();
  }

  @AfterAll
  final void stop() throws Exception {
    stopAndCheck();
    pool.shutdownNow();
    assertThat(pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Whatever the container does late, as when it stops, must not send anything again. */
  private void stopAndCheck() throws Exception {
    if (usual != null) {
      usual.close();
      usual = null;
      running = null;
    }
    AWSXRay.setGlobalRecorder(globalBefore);
    List<Recording> ended = List.copyOf(recordings);
    recordings.clear();
    ended.forEach(Recording::check);
  }

  private void lookAround() {
    TraceSnapshot.capture().traceId().ifPresent(this::isDirty);
    Entity current = AWSXRay.getTraceEntity();
    if (current != null) {
      isDirty(current.getName());
    }
  }

  private void isDirty(String held) {
    dirty.add(Thread.currentThread().getName() + " in " + held);
  }

  // --- what a law is made of ---

  /** Records from now on with another recorder. */
  final void record(UnaryOperator<RecorderParts> changes) {
    CapturingEmitter emitter = new CapturingEmitter();
    RecorderParts parts = RecorderParts.of(emitter).sampling(new CountingSampler(true));
    ContextUnderTest.RecorderUnderTest built = tracing().recorder(changes.apply(parts));
    recording = new Recording(built, emitter, new int[1]);
    recordings.add(recording);
    AWSXRay.setGlobalRecorder(built.recorder());
  }

  /** Uses another deployment in this test. */
  final void deploy(UnaryOperator<ServletDeployment> changes) throws Exception {
    running = container().start(changes.apply(deployment));
  }

  final void script(String path, ServletStep... steps) {
    scripts.put(path, List.of(steps));
  }

  final CapturedTraces traces() {
    return recording().emitter().traces();
  }

  final AWSXRayRecorder recorder() {
    return recording().built().recorder();
  }

  private Recording recording() {
    if (recording == null) {
      throw new IllegalStateException("no recorder: the test has not begun");
    }
    return recording;
  }

  /** A step that leaves a subsegment where it runs. */
  final ServletStep work(String name) {
    return new ServletStep.Do(() -> tracing().inSubsegment(recorder(), name, () -> {}));
  }

  /** Steps that write until the buffers of both ends are full, and then wait for the client. */
  static List<ServletStep> moreThanTheNetworkHolds() {
    byte[] chunk = new byte[65_536];
    List<ServletStep> steps = new ArrayList<>(List.of(new ServletStep.Flush()));
    steps.addAll(Collections.nCopies(512, new ServletStep.Write(chunk)));
    return steps;
  }

  /** Steps on a thread of the application's, at the position of whoever hands them over. */
  final ServletStep inPool(ServletStep... steps) {
    return new ServletStep.InThread(tracing().propagating(this::recorder, pool), List.of(steps));
  }

  /** The next line of the container's access log. */
  final String accessLogLine() {
    until(() -> assertThat(accessLog).as("access log").isNotEmpty());
    return accessLog.remove();
  }

  final int port() {
    if (running == null) {
      throw new IllegalStateException("no container: the test has not begun");
    }
    return running.port();
  }

  final HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(PATIENCE);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  final HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError("no answer to " + request.uri(), failed);
    }
  }

  /** Asks, and waits for the one segment that this must give, with the status the client got. */
  final Traced get(String path, int status, String... headers) {
    return ask(request(path, headers).build(), status);
  }

  final Traced ask(HttpRequest request, int status) {
    HttpResponse<byte[]> response = send(request);
    assertThat(response.statusCode()).isEqualTo(status);
    Traced traced = new Traced(response, nextSegment());
    checkResponse(traced, status);
    return traced;
  }

  /** Waits for one more segment than there were. */
  final CapturedEntity nextSegment() {
    int expected = ++recording().segments()[0];
    return awaitSegments(expected).get(expected - 1);
  }

  final void expectSegments(int more) {
    recording().segments()[0] += more;
    awaitSegments(recording().segments()[0]);
  }

  private List<CapturedEntity> awaitSegments(int expected) {
    AtomicReference<List<CapturedEntity>> found = new AtomicReference<>(List.of());
    until(() -> {
      if (recording().emitter().count() >= expected) {
        found.set(traces().segments());
      }
      assertThat(found.get()).as("segments").hasSizeGreaterThanOrEqualTo(expected);
    });
    assertThat(found.get()).as("segments").hasSize(expected);
    return found.get();
  }

  final void awaitEntities(int expected) {
    until(() -> assertThat(traces().entities()).hasSizeGreaterThanOrEqualTo(expected));
  }

  private void until(ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(patience())
        .pollDelay(Duration.ZERO)
        .pollInterval(GLANCE)
        .untilAsserted(assertion);
  }

  private static void checkResponse(Traced traced, int status) {
    CapturedEntity segment = traced.segment();
    assertThat(traced.http("response").path("status").asInt()).isEqualTo(status);
    assertThat(segment.fault()).as("fault").isEqualTo(status >= 500);
    assertThat(segment.error()).as("error").isEqualTo(status / 100 == 4);
    assertThat(segment.throttle()).as("throttle").isEqualTo(status == 429);
    String root = "Root=" + segment.traceId();
    // A container may take back all headers when it answers for an application that failed.
    String absent = status >= 500 ? root : "no header";
    assertThat(traced.response().headers().firstValue(HEADER).orElse(absent)).startsWith(root);
    JsonNode length = traced.http("response").path("content_length");
    boolean body = !traced.response().request().method().equals("HEAD");
    if (body && !length.isMissingNode()) {
      assertThat(length.asLong())
          .as("content_length")
          .isEqualTo(traced.response().body().length);
    }
  }

  /** Asks, reads the beginning of the answer and resets the connection. */
  final void hangUp(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.setSoLinger(true, 0);
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  /** Asks once for something whose answer may break off. */
  final void askOnce(String path) {
    try {
      raw("GET " + path + " HTTP/1.1", "Host: localhost", "Connection: close");
    } catch (IOException cutOff) {
      // What the server may do with a request that failed.
    }
  }

  /** What comes back for these lines on a connection of their own, until the server closes it. */
  final String raw(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket
          .getOutputStream()
          .write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      InputStream answer = socket.getInputStream();
      return new String(answer.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
