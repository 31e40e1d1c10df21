// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.interceptors.TracingInterceptor;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** A real asynchronous client, the SDK's interceptor and ours, against a server on the loopback. */
@SuppressWarnings("deprecation") // the SDK has no other way to ask
class TraceHeaderInterceptorTest {

  private static final int WAIT_SECONDS = 30;
  private static final SdkAsyncHttpClient HTTP = NettyNioAsyncHttpClient.create();

  private final BlockingQueue<Headers> received = new LinkedBlockingQueue<>();
  private final AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard()
      .withEmitter(new SilentEmitter())
      .withSamplingStrategy(new AllSamplingStrategy())
      .build();

  private HttpServer server;

  @AfterAll
  static void closeHttp() {
    HTTP.close();
  }

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      received.add(exchange.getRequestHeaders());
      byte[] body = "{\"TableNames\":[\"orders\"]}".getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void stopServer() {
    recorder.clearTraceEntity();
    server.stop(0);
  }

  @Test
  void extrasDropped() throws Exception {
    Position position =
        new Position(Map.of("Lineage", "a87bd80c:1|68fd508a:5"), Baggage.of("tenant", "acme"));
    Segment segment = recorder.beginSegment("service");

    Headers headers = call(tracing(), ours(position));

    assertThat(headers.get(TraceHeaders.TRACE_ID)).hasSize(1);
    IncomingTrace sent = TraceHeaders.parse(headers.getFirst(TraceHeaders.TRACE_ID));
    assertThat(sent.traceId()).isEqualTo(segment.getTraceId().toString());
    assertThat(sent.parentId()).isEqualTo(segment.getSubsegments().get(0).getId());
    assertThat(sent.decision()).isEqualTo(SamplingDecision.SAMPLED);
    assertThat(headers.getFirst(TraceHeaders.TRACE_ID))
        .isEqualTo(TraceHeaders.format(sent))
        .endsWith(";Sampled=1;Lineage=a87bd80c:1|68fd508a:5;tenant=acme");
    assertThat(headers.get(TraceHeaders.TRACEPARENT)).isNull();
  }

  @Test
  void header_isTheSdksOwnWhenThereIsNothingToAdd() throws Exception {
    recorder.beginSegment("service");

    String header = call(tracing(), new TraceHeaderInterceptor()).getFirst(TraceHeaders.TRACE_ID);

    assertThat(header).matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1");
  }

  @Test
  void traceparent_saysTheSameAsTheHeaderBesideIt() throws Exception {
    Segment segment = recorder.beginSegment("service");

    Headers headers =
        call(tracing(), TraceHeaderInterceptor.builder().traceparent(true).build());

    assertThat(TraceHeaders.parseTraceparent(headers.getFirst(TraceHeaders.TRACEPARENT)))
        .isEqualTo(TraceHeaders.parse(headers.getFirst(TraceHeaders.TRACE_ID)))
        .extracting(IncomingTrace::traceId)
        .isEqualTo(segment.getTraceId().toString());
  }

  @Test
  void traceparent_thatIsThereStays() throws Exception {
    String own = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01";
    recorder.beginSegment("service");

    Headers headers = call(
        writing(TraceHeaders.TRACEPARENT, own),
        tracing(),
        TraceHeaderInterceptor.builder().traceparent(true).build());

    assertThat(headers.get(TraceHeaders.TRACEPARENT)).containsExactly(own);
  }

  @Test
  void undecidedTrace_getsExtrasButNoDecision() throws Exception {
    Position position = new Position(Map.of("Lineage", "a:1"), Baggage.empty());
    String root = "Root=1-5759e988-bd862e3fe1be46a994272793";

    Headers headers = call(
        writing(TraceHeaders.TRACE_ID, root),
        TraceHeaderInterceptor.builder().traceparent(true).position(position).build());

    assertThat(headers.get(TraceHeaders.TRACE_ID)).containsExactly(root + ";Lineage=a:1");
    assertThat(headers.get(TraceHeaders.TRACEPARENT)).isNull();
  }

  @Test
  void request_isUntouchedWithoutAHeaderToExtend() throws Exception {
    Position position = new Position(Map.of("Lineage", "a:1"), Baggage.of("tenant", "acme"));

    assertThat(call(ours(position)).get(TraceHeaders.TRACE_ID)).isNull();
    String invalid = "Root=1-00000000-000000000000000000000000";
    assertThat(call(writing(TraceHeaders.TRACE_ID, invalid), ours(position))
            .get(TraceHeaders.TRACE_ID))
        .containsExactly(invalid);
  }

  @Test
  void field_thatIsThereIsNotRepeated() throws Exception {
    Position position = new Position(Map.of("Lineage", "new:1"), Baggage.of("tenant", "acme"));
    String header = "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=old:1;";

    Headers headers = call(writing(TraceHeaders.TRACE_ID, header), ours(position), ours(position));

    assertThat(headers.get(TraceHeaders.TRACE_ID)).containsExactly(header + "tenant=acme");
  }

  @Test
  void header_staysWithinItsBound() throws Exception {
    Position position = new Position(Map.of("Big", "b".repeat(100)), Baggage.of("tenant", "acme"));
    String header = "Root=1-5759e988-bd862e3fe1be46a994272793;X=" + "x".repeat(120);

    Headers headers = call(writing(TraceHeaders.TRACE_ID, header), ours(position));

    assertThat(headers.get(TraceHeaders.TRACE_ID)).containsExactly(header + ";tenant=acme");
  }

  @Test
  void fields_areThoseOfTheCallingThread() throws Exception {
    Thread caller = Thread.currentThread();
    PositionExtras position = new PositionExtras() {
      @Override
      public Map<String, String> currentExtras() {
        return Thread.currentThread() == caller ? Map.of("Lineage", "caller:1") : Map.of();
      }

      @Override
      public Baggage currentBaggage() {
        return Baggage.empty();
      }
    };
    recorder.beginSegment("service");

    assertThat(call(tracing(), ours(position)).getFirst(TraceHeaders.TRACE_ID))
        .endsWith(";Lineage=caller:1");
  }

  @Test
  void call_isNotHurtByAPositionThatThrows() throws Exception {
    PositionExtras throwing = new PositionExtras() {
      @Override
      public Map<String, String> currentExtras() {
        throw new StackOverflowError("from the position");
      }

      @Override
      public Baggage currentBaggage() {
        throw new IllegalStateException("from the position");
      }
    };
    recorder.beginSegment("service");

    assertThat(call(tracing(), ours(throwing)).getFirst(TraceHeaders.TRACE_ID))
        .endsWith(";Sampled=1");
  }

  @Test
  void modifyHttpRequest_givesTheRequestBackWhenItCannotBeRead() {
    ExecutionAttributes unreadable = null;
    SdkHttpRequest request = SdkHttpRequest.builder()
        .method(SdkHttpMethod.POST)
        .uri(URI.create("http://localhost"))
        .build();

    SdkHttpRequest result =
        new TraceHeaderInterceptor().modifyHttpRequest(new ModifyContext(request), unreadable);

    assertThat(result).isSameAs(request);
  }

  @Test
  void interceptor_isLoadedTwiceBesideOneSdk() throws Exception {
    URL own = TraceHeaderInterceptor.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader again = new OwnFirst(own)) {
      Class<?> second = again.loadClass(TraceHeaderInterceptor.class.getName());

      assertThat(second).isNotSameAs(TraceHeaderInterceptor.class);
      assertThat(second.getConstructor().newInstance()).isInstanceOf(ExecutionInterceptor.class);
    }
  }

  private TracingInterceptor tracing() {
    return new TracingInterceptor(recorder, null, null);
  }

  private static TraceHeaderInterceptor ours(PositionExtras position) {
    return TraceHeaderInterceptor.builder().position(position).build();
  }

  private static ExecutionInterceptor writing(String name, String value) {
    return new ExecutionInterceptor() {
      @Override
      public SdkHttpRequest modifyHttpRequest(
          Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.httpRequest().toBuilder().putHeader(name, value).build();
      }
    };
  }

  /**
   * Makes one call through these interceptors, in this order, and returns what the server was sent.
   */
  private Headers call(ExecutionInterceptor... interceptors) throws Exception {
    URI endpoint = URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
        + server.getAddress().getPort());
    try (DynamoDbAsyncClient client = DynamoDbAsyncClient.builder()
        .endpointOverride(endpoint)
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
        .httpClient(HTTP)
        .overrideConfiguration(c -> c.executionInterceptors(List.of(interceptors)))
        .build()) {
      assertThat(client.listTables().get(WAIT_SECONDS, TimeUnit.SECONDS).tableNames())
          .containsExactly("orders");
    }
    Headers headers = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    assertThat(headers).isNotNull();
    return headers;
  }

  private record Position(Map<String, String> currentExtras, Baggage currentBaggage)
      implements PositionExtras {}

  private static final class SilentEmitter extends Emitter {
    @Override
    public boolean sendSegment(Segment segment) {
      return true;
    }

    @Override
    public boolean sendSubsegment(Subsegment subsegment) {
      return true;
    }
  }

  /**
   * Loads our classes anew and takes everything else from the application, as a second deployment
   * does.
   */
  private static final class OwnFirst extends URLClassLoader {
    OwnFirst(URL own) {
      super(new URL[] {own}, TraceHeaderInterceptor.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("io.github.xraysink.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  private record ModifyContext(SdkHttpRequest httpRequest) implements Context.ModifyHttpRequest {
    @Override
    public Optional<RequestBody> requestBody() {
      return Optional.empty();
    }

    @Override
    public Optional<AsyncRequestBody> asyncRequestBody() {
      return Optional.empty();
    }

    @Override
    public SdkRequest request() {
      throw new UnsupportedOperationException("not read by header interceptors");
    }
  }
}
