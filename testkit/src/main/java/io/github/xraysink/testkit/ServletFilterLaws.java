// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.testkit.ServletStep.Complete;
import io.github.xraysink.testkit.ServletStep.Dispatch;
import io.github.xraysink.testkit.ServletStep.Do;
import io.github.xraysink.testkit.ServletStep.Flush;
import io.github.xraysink.testkit.ServletStep.Forward;
import io.github.xraysink.testkit.ServletStep.Include;
import io.github.xraysink.testkit.ServletStep.Length;
import io.github.xraysink.testkit.ServletStep.Print;
import io.github.xraysink.testkit.ServletStep.PrintLine;
import io.github.xraysink.testkit.ServletStep.Redirect;
import io.github.xraysink.testkit.ServletStep.Reset;
import io.github.xraysink.testkit.ServletStep.SendError;
import io.github.xraysink.testkit.ServletStep.StartAsync;
import io.github.xraysink.testkit.ServletStep.Status;
import io.github.xraysink.testkit.ServletStep.Throw;
import io.github.xraysink.testkit.ServletStep.ThrowUnavailable;
import io.github.xraysink.testkit.ServletStep.ThrowWrapped;
import io.github.xraysink.testkit.ServletStep.Write;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a servlet filter that traces must keep, in any container, with real HTTP: one segment for
 * each request, sent once, with the status and the size of what the client got, its work below it,
 * and nothing left on any thread.
 *
 * <p>To be extended with a container. It knows no servlet API: what the application does is a
 * script of {@link ServletStep}s.
 */
public abstract class ServletFilterLaws extends ServletFilterAsyncLaws {

  private static final String ROOT = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String PARENT = "53995c3f42cd8ad8";

  // --- what is recorded ---

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 404, 422, 429, 500, 503})
  void status_isTheClients(int status) {
    script("/status", new Status(status), new Write(new byte[3]));

    assertThat(get("/status", status).segment().exceptionTypes()).isEmpty();
  }

  @Test
  void request_isDescribed() {
    script("/a", work("work"), new Write(new byte[10]));

    Traced traced = get("/a?token=secret", 200, "User-Agent", "laws");

    JsonNode request = traced.http("request");
    assertThat(request.path("url").asText()).isEqualTo("http://127.0.0.1:" + port() + "/a");
    assertThat(request.path("method").asText()).isEqualTo("GET");
    assertThat(request.path("user_agent").asText()).isEqualTo("laws");
    assertThat(request.path("client_ip").asText()).isEqualTo("127.0.0.1");
    assertThat(request.has("x_forwarded_for")).isFalse();
    assertThat(traced.segment().name()).isEqualTo(SERVICE);
    assertThat(traced.segment().childNames()).containsExactly("work");
  }

  @Test
  void forwardedAddress_isNotBelievedUnasked() {
    script("/a", new Status(200));

    JsonNode request = get("/a", 200, "X-Forwarded-For", "10.1.2.3").http("request");

    assertThat(request.path("client_ip").asText()).isEqualTo("127.0.0.1");
    assertThat(request.has("x_forwarded_for")).isFalse();
  }

  @Test
  void forwardedAddressOfCommas_isServed() {
    script("/a", new Status(200));

    get("/a", 200, "X-Forwarded-For", ",");
  }

  @Test
  void settings_areReadFromInitParams() throws Exception {
    script("/a", new Status(200));
    deploy(d -> d.withParameters(Map.of(
        "dynamicName", "fallback,127.*",
        "trustForwardedFor", "true",
        "recordQuery", "token",
        "recordDetails", "true",
        "excludeUrls", "/health")));

    Traced traced = get("/a?token=secret&b=1", 200, "X-Forwarded-For", "10.1.2.3, 10.0.0.1");
    assertThat(traced.segment().name()).isEqualTo("127.0.0.1");
    JsonNode request = traced.http("request");
    assertThat(request.path("url").asText()).endsWith("/a?token=REDACTED&b=1");
    assertThat(request.path("client_ip").asText()).isEqualTo("10.1.2.3");
    assertThat(request.path("x_forwarded_for").isBoolean()).isTrue();
    JsonNode details = traced.segment().json().path("metadata").path("http");
    assertThat(details.path("scheme").asText()).isEqualTo("http");
    assertThat(details.path("protocol").asText()).isEqualTo("HTTP/1.1");
    assertThat(details.path("port").asInt()).isEqualTo(port());
    assertThat(details.path("peer_address").asText()).isEqualTo("127.0.0.1");
    assertThat(details.path("peer_port").asInt()).isPositive();

    get("/a", 200, "X-Forwarded-For", ",");
    assertThat(send(request("/health").build()).statusCode()).isEqualTo(404);
    get("/a", 200);
  }

  @Test
  void exclusion_holdsForAllDispatches() throws Exception {
    script("/health", work("work"), new Forward("/target"));
    script("/health/later", work("work"), new StartAsync(0, false), new Dispatch("/target"));
    script("/target", work("work"), new Status(201));
    deploy(d -> d.withParameters(Map.of("excludeUrls", "/health")));

    assertThat(send(request("/health").build()).statusCode()).isEqualTo(201);
    assertThat(send(request("/health/later").build()).statusCode()).isEqualTo(201);
    get("/target", 201);
  }

  @Test
  void hostMissing_isServed() throws IOException {
    script("/a", new Write(new byte[1]));

    assertThat(raw("GET /a HTTP/1.0", "Connection: close")).contains(" 200 ");
    CapturedEntity segment = nextSegment();
    assertThat(segment.name()).isEqualTo(SERVICE);
    JsonNode request = segment.json().path("http").path("request");
    assertThat(request.path("url").asText()).matches("http://[^/]+/a");
    assertThat(request.has("user_agent")).isFalse();
  }

  // --- size of the body: compared with what the client got in every law ---

  @Test
  void bodySize_isKnownWithoutALength() {
    script("/stream", new Write(new byte[100]), new Write(new byte[0]), new Write(new byte[7]));
    script("/length", new Length(5), new Write(new byte[5]));
    script("/chunks", new Write(new byte[50]), new Flush(), new Write(new byte[50]));
    script("/none", new Status(204));
    script("/text", new Print("añ€", "UTF-8"), new PrintLine("x"), new PrintLine("😀"));
    script("/latin", new Print("añ", "ISO-8859-1"));
    script("/reset", new Write(new byte[30]), new Reset(), new Print("abc", "UTF-8"));

    for (String path :
        new String[] {"/stream", "/length", "/chunks", "/text", "/latin", "/reset"}) {
      assertThat(get(path, 200).http("response").has("content_length")).as(path).isTrue();
    }
    get("/none", 204);
  }

  @Test
  void headRequest_hasNoWrongSize() {
    script("/a", new Length(5), new Write(new byte[5]));

    ask(request("/a").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(), 200);
  }

  // --- failures ---

  @Test
  void uncaughtException_is500AndRecorded() {
    script("/runtime", new Throw(new IllegalStateException("root")));
    script("/io", new Throw(new IOException("root")));
    script("/error", new Throw(new AssertionError("root")));
    script("/wrapped", new ThrowWrapped(new IllegalStateException("root")));
    script("/written", new Write(new byte[9]), new Throw(new IllegalStateException("root")));

    assertThat(get("/runtime", 500).segment().exceptionTypes())
        .containsExactly("java.lang.IllegalStateException");
    assertThat(get("/io", 500).segment().exceptionTypes()).containsExactly("java.io.IOException");
    assertThat(get("/error", 500).segment().exceptionTypes())
        .containsExactly("java.lang.AssertionError");
    assertThat(get("/wrapped", 500).segment().exceptionTypes())
        .containsExactly("java.lang.IllegalStateException");
    get("/written", 500);
  }

  @Test
  void unavailable_is503() throws Exception {
    script("/unavailable", new ThrowUnavailable(60));
    // In a container of its own, where the servlet stays unavailable.
    deploy(d -> d);

    get("/unavailable", 503);
  }

  @Test
  void permanentlyUnavailable_is404() throws Exception {
    script("/gone", new ThrowUnavailable(0));
    deploy(d -> d);

    HttpResponse<byte[]> response = send(request("/gone").build());

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(nextSegment().json().path("http").path("response").path("status").asInt())
        .isEqualTo(404);
  }

  @Test
  void sendError_isAResponseAndNoException() {
    script("/sent", new SendError(422));
    script("/sentAfterWriting", new Write(new byte[20]), new SendError(503));

    assertThat(get("/sent", 422).segment().exceptionTypes()).isEmpty();
    get("/sentAfterWriting", 503);
  }

  @Test
  void errorPage_belongsToTheRequest() {
    script("/gone", new SendError(ServletDeployment.ERROR_PAGE_STATUS));
    script(ServletDeployment.ERROR_PAGE, work("page"), new Write(new byte[11]));

    Traced traced = get("/gone", ServletDeployment.ERROR_PAGE_STATUS);

    assertThat(traced.response().body()).hasSize(11);
    awaitEntities(2);
    assertThat(traces().entity("page").parentId()).hasValue(traced.segment().id());
  }

  @Test
  void redirect_isRecorded() {
    script("/moved", new Redirect("/elsewhere"));

    get("/moved", 302);
  }

  @Test
  void committedThenThrown_keepsTheStatusAndIsAFault() {
    script(
        "/late",
        new Write(new byte[10]),
        new Flush(),
        new Throw(new IllegalStateException("too late")));
    askOnce("/late");

    CapturedEntity segment = nextSegment();
    assertThat(segment.fault()).isTrue();
    assertThat(segment.json().path("http").path("response").path("status").asInt())
        .isEqualTo(200);
  }

  @Test
  void clientGone_isOneSegmentWithTheStatusSent() throws IOException {
    script("/a", moreThanTheNetworkHolds().toArray(ServletStep[]::new));

    hangUp("/a");

    CapturedEntity segment = nextSegment();
    assertThat(segment.json().path("http").path("response").path("status").asInt())
        .isEqualTo(200);
    assertThat(segment.exceptionTypes()).isNotEmpty();
  }

  // --- one request, several dispatches ---

  @Test
  void forward_isOneSegment() {
    script("/forward", work("before"), new Forward("/target"));
    script("/target", work("inside"), new Write(new byte[4]));

    assertThat(get("/forward", 200).segment().childNames()).containsExactly("before", "inside");
  }

  @Test
  void include_isOneSegment() {
    script("/include", work("before"), new Include("/target"), new Write(new byte[2]));
    script("/target", work("inside"), new Write(new byte[4]));

    assertThat(get("/include", 200).segment().childNames()).containsExactly("before", "inside");
  }

  @Test
  void filterTwice_isOneSegment() throws Exception {
    script("/a", work("work"), new Write(new byte[4]));
    deploy(d -> d.mapped(true, 2));

    assertThat(get("/a", 200).segment().childNames()).containsExactly("work");
  }

  // --- headers ---

  @Test
  void callersTrace_isContinued() {
    script("/a", new Status(200));

    CapturedEntity segment = get(
            "/a", 200, HEADER, "Root=" + ROOT + ";Parent=" + PARENT + ";Sampled=1")
        .segment();

    assertThat(segment.traceId()).isEqualTo(ROOT);
    assertThat(segment.parentId()).hasValue(PARENT);
  }

  @Test
  void callersTraceInUpperCase_isContinued() {
    script("/a", new Status(200));

    assertThat(get("/a", 200, HEADER, "Root=" + ROOT.toUpperCase(java.util.Locale.ROOT))
            .segment()
            .traceId())
        .isEqualTo(ROOT);
  }

  @Test
  void callersTraceparent_isContinued() {
    script("/a", new Status(200));

    assertThat(
            get("/a", 200, "traceparent", "00-5759e988bd862e3fe1be46a994272793-" + PARENT + "-01")
                .segment()
                .traceId())
        .isEqualTo(ROOT);
  }

  @Test
  void malformedHeader_isANewTraceWithoutParent() {
    script("/a", new Status(200));

    CapturedEntity segment =
        get("/a", 200, HEADER, "Root=garbage;Parent=" + PARENT).segment();

    assertThat(segment.parentId()).isEmpty();
    assertThat(segment.traceId()).matches("1-[0-9a-f]{8}-[0-9a-f]{24}");
  }

  @Test
  void responseHeader_isTheRootAndTheDecisionWhenAsked() {
    script("/a", new Write(new byte[1]), new Flush());

    assertThat(header(send(request("/a").build()))).matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24}");
    expectSegments(1);
    assertThat(header(get("/a", 200, HEADER, "Root=" + ROOT + ";Sampled=?").response()))
        .isEqualTo("Root=" + ROOT + ";Sampled=1");
  }

  private static String header(HttpResponse<byte[]> response) {
    return response.headers().firstValue(HEADER).orElse("");
  }

  @Test
  void callersExtras_areSentOn() {
    AtomicReference<String> outgoing = new AtomicReference<>();
    script("/a", new Do(() -> outgoing.set(outgoingHeader())));

    get("/a", 200, HEADER, "Root=" + ROOT + ";Parent=" + PARENT + ";Sampled=1;CalledFrom=app");

    assertThat(outgoing.get()).contains("Root=" + ROOT, "Sampled=1", "CalledFrom=app");
  }

  @Test
  void callersDecision_isNotAskedAgain() {
    CountingSampler sampler = new CountingSampler(true);
    record(x -> x.sampling(sampler));
    script("/a", work("work"));

    get("/a", 200, HEADER, "Root=" + ROOT + ";Sampled=1");

    assertThat(sampler.asked()).isZero();
  }

  @Test
  void callersRefusal_isKeptAndSentOn() {
    AtomicReference<String> outgoing = new AtomicReference<>();
    script("/a", work("work"), new Do(() -> outgoing.set(outgoingHeader())));

    HttpResponse<byte[]> unsampled =
        send(request("/a", HEADER, "Root=" + ROOT + ";Sampled=0").build());

    assertThat(unsampled.statusCode()).isEqualTo(200);
    assertThat(header(unsampled)).startsWith("Root=" + ROOT);
    assertThat(outgoing.get()).contains("Root=" + ROOT, "Sampled=0");
    assertThat(traces().documents()).isEmpty();
  }

  @Test
  void sampler_isAskedOnceAboutTheRequest() {
    Queue<SamplingRequest> asked = new ConcurrentLinkedQueue<>();
    record(x -> x.sampling(new AllSamplingStrategy() {
      @Override
      public SamplingResponse shouldTrace(SamplingRequest request) {
        asked.add(request);
        return super.shouldTrace(request);
      }
    }));
    script("/a", work("work"));

    get("/a", 200, HEADER, "Root=" + ROOT + ";Sampled=?");
    get("/a?b=1", 200);

    assertThat(asked).hasSize(2).allSatisfy(request -> {
      assertThat(request.getHost()).hasValue("127.0.0.1:" + port());
      assertThat(request.getMethod()).hasValue("GET");
      assertThat(request.getUrl()).hasValue("/a");
      assertThat(request.getService()).hasValue(SERVICE);
    });
  }

  @Test
  void upgradeToWebSocket_passesUntouched() throws IOException {
    script("/socket", work("work"), new Write(new byte[1]));

    // In HTTP/1.0, so that the server closes the connection afterwards.
    assertThat(raw("GET /socket HTTP/1.0", "Upgrade: websocket", "Connection: Upgrade"))
        .contains(" 200 ")
        .doesNotContain(HEADER);
    get("/socket", 200);
  }

  @Test
  void accessLog_knowsTheIdsAfterTheSegmentHasEnded() {
    script("/sync", new Write(new byte[2]));
    script("/async", new StartAsync(0, false), inPool(new Complete()));
    script("/failed", new Throw(new IllegalStateException("logged")));

    assertLogged(get("/sync", 200).segment());
    assertLogged(get("/async", 200).segment());
    assertLogged(get("/failed", 500).segment());
  }

  private void assertLogged(CapturedEntity segment) {
    assertThat(accessLogLine()).isEqualTo(segment.traceId() + " " + segment.id());
  }

  // --- whatever goes wrong with tracing ---

  @Test
  void hooks_mayThrow() throws Exception {
    script("/a", new Write(new byte[4]));
    deploy(d -> d.withHooks(
        segment -> {
          segment.putAnnotation("begun", true);
          throw new IllegalStateException("from a hook");
        },
        segment -> {
          segment.putAnnotation("ended", true);
          throw new AssertionError("from a hook");
        }));

    assertThat(get("/a", 200).segment().annotations()).containsKeys("begun", "ended");
  }

  @Test
  void recorderThatFails_changesNothing() {
    Error fault = new AssertionError("from the recorder");
    record(x -> x.sampling(new ThrowingSampler(fault)).listener(new ThrowingListener(fault)));
    script("/a", new Status(201), new Write(new byte[4]));
    script("/b", new Throw(new IllegalStateException("the application's")));

    assertThat(send(request("/a").build()).statusCode()).isEqualTo(201);
    assertThat(send(request("/b").build()).statusCode()).isEqualTo(500);
    expectSegments(traces().segments().size());
  }

  @Test
  void emitterThatFails_changesNothing() {
    Error fault = new AssertionError("from the emitter");
    record(x -> x.emitter(new Emitter() {
      @Override
      public boolean sendSegment(Segment segment) {
        throw fault;
      }

      @Override
      public boolean sendSubsegment(Subsegment subsegment) {
        throw fault;
      }
    }));
    script("/a", work("work"), new Status(201), new Write(new byte[4]));

    assertThat(send(request("/a").build()).statusCode()).isEqualTo(201);
  }

  @Test
  void turnedOff_servesAndSendsNothing() {
    record(RecorderParts::disabled);
    script("/a", new Status(201), new Write(new byte[4]));

    HttpResponse<byte[]> response = send(request("/a").build());

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(traces().documents()).isEmpty();
  }
}
