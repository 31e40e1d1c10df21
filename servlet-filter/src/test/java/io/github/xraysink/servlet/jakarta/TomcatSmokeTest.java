// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.Handover;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A first look at the filter in a real container. */
@SuppressWarnings("deprecation") // the only way to map a servlet in an embedded Tomcat
class TomcatSmokeTest {

  private final Queue<EntityView> emitted = new ConcurrentLinkedQueue<>();
  private final Tomcat tomcat = new Tomcat();
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final HttpClient client = HttpClient.newHttpClient();
  private Xraysink xraysink;
  private Context context;

  @BeforeEach
  void start() throws Exception {
    xraysink = Xraysink.builder()
        .serviceName("web")
        .samplingStrategy(new AllSamplingStrategy())
        .emitter(new Emitter() {
          @Override
          public boolean sendSegment(Segment segment) {
            return emitted.add(((Handover) segment).take());
          }

          @Override
          public boolean sendSubsegment(Subsegment subsegment) {
            return emitted.add(((Handover) subsegment).take());
          }
        })
        .build();
    File base = Files.createTempDirectory("tomcat").toFile();
    tomcat.setBaseDir(base.getPath());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    context = tomcat.addContext("", base.getPath());
    FilterDef def = new FilterDef();
    def.setFilterName("xray");
    def.setFilter(XrayFilter.builder()
        .recorder(xraysink.recorder())
        .excludeUrls("/health")
        .build());
    def.setAsyncSupported("true");
    context.addFilterDef(def);
    FilterMap map = new FilterMap();
    map.setFilterName("xray");
    map.addURLPattern("/*");
    for (DispatcherType type : DispatcherType.values()) {
      map.setDispatcher(type.name());
    }
    context.addFilterMap(map);
    Wrapper servlet = Tomcat.addServlet(context, "s", new Everything());
    servlet.setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "s");
    tomcat.start();
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
    pool.shutdownNow();
    xraysink.close();
  }

  @SuppressWarnings("serial") // never serialised
  private final class Everything extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      switch (request.getRequestURI()) {
        case "/ok" -> XraySubsegments.run("work", () -> response.getWriter().write("0123456789"));
        case "/throw" -> throw new ServletException(new IllegalStateException("root"));
        case "/error" -> response.sendError(422);
        case "/forward" -> request.getRequestDispatcher("/ok").forward(request, response);
        case "/async" -> {
          AsyncContext async = request.startAsync();
          pool.execute(TraceSnapshot.capture().wrap(() -> {
            XraySubsegments.run("async work", () -> {});
            response.setStatus(201);
            async.complete();
          }));
        }
        case "/start" -> {
          AsyncContext async = request.startAsync();
          async.start(() -> {
            XraySubsegments.run("started", () -> {});
            async.complete();
          });
        }
        case "/startThrows" ->
          request.startAsync().start(() -> {
            throw new IllegalStateException("in start");
          });
        case "/timeout" -> request.startAsync().setTimeout(50);
        case "/timeoutHandled" -> {
          AsyncContext async = request.startAsync();
          async.setTimeout(50);
          async.addListener(new Handler504());
        }
        case "/dispatch" -> {
          if (request.getDispatcherType() == DispatcherType.ASYNC) {
            XraySubsegments.run("dispatched", () -> {});
            AsyncContext second = request.startAsync();
            pool.execute(() -> {
              response.setStatus(203);
              second.complete();
            });
          } else {
            request.startAsync().dispatch();
          }
        }
        default -> response.setStatus(404);
      }
    }
  }

  private static final class Handler504 implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onTimeout(AsyncEvent event) {
      ((HttpServletResponse) event.getAsyncContext().getResponse()).setStatus(504);
      event.getAsyncContext().complete();
    }

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private EntityView segmentOf(String path, int status, String... headers) throws Exception {
    HttpResponse<String> response = get(path, headers);
    assertThat(response.statusCode()).isEqualTo(status);
    await().until(() -> emitted.stream().anyMatch(EntityView::segment));
    List<EntityView> segments = emitted.stream().filter(EntityView::segment).toList();
    assertThat(segments).hasSize(1);
    EntityView segment = segments.get(0);
    assertThat(response.headers().firstValue("X-Amzn-Trace-Id"))
        .hasValue("Root=" + segment.traceId());
    assertThat(((Map<?, ?>) segment.http().get("response")).get("status")).isEqualTo(status);
    assertThat(segment.fault()).isEqualTo(status >= 500);
    assertThat(segment.error()).isEqualTo(status / 100 == 4);
    return segment;
  }

  @Test
  void synchronous() throws Exception {
    EntityView segment = segmentOf("/ok?token=x", 200, "User-Agent", "test");

    assertThat(segment.name()).isEqualTo("web");
    assertThat(segment.children()).extracting(EntityView::name).containsExactly("work");
    Map<?, ?> request = (Map<?, ?>) segment.http().get("request");
    assertThat(request.get("url").toString()).endsWith("/ok").startsWith("http://127.0.0.1:");
    assertThat(request.get("client_ip")).isEqualTo("127.0.0.1");
    assertThat(((Map<?, ?>) segment.http().get("response")).get("content_length"))
        .isEqualTo(10L);
  }

  @Test
  void uncaughtException() throws Exception {
    assertThat(segmentOf("/throw", 500).cause().toString()).contains("IllegalStateException");
  }

  @Test
  void sendError() throws Exception {
    assertThat(segmentOf("/error", 422).cause()).isNull();
  }

  @Test
  void forward() throws Exception {
    assertThat(segmentOf("/forward", 200).children()).hasSize(1);
  }

  @Test
  void asyncOnAPool() throws Exception {
    assertThat(segmentOf("/async", 201).children())
        .extracting(EntityView::name)
        .containsExactly("async work");
  }

  @Test
  void asyncStart() throws Exception {
    assertThat(segmentOf("/start", 200).children())
        .extracting(EntityView::name)
        .containsExactly("started");
  }

  @Test
  void asyncStartThrows() throws Exception {
    assertThat(segmentOf("/startThrows", 500).cause().toString()).contains("in start");
  }

  @Test
  void timeout() throws Exception {
    segmentOf("/timeout", 500);
  }

  @Test
  void timeoutHandled() throws Exception {
    segmentOf("/timeoutHandled", 504);
  }

  @Test
  void dispatchAndSecondCycle() throws Exception {
    assertThat(segmentOf("/dispatch", 203).children())
        .extracting(EntityView::name)
        .containsExactly("dispatched");
  }

  @Test
  void excluded() throws Exception {
    assertThat(get("/health").statusCode()).isEqualTo(404);
    assertThat(emitted).isEmpty();
  }

  @Test
  void continuesTheCallersTrace() throws Exception {
    EntityView segment = segmentOf(
        "/ok",
        200,
        "X-Amzn-Trace-Id",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
    assertThat(segment.traceId()).isEqualTo("1-5759e988-bd862e3fe1be46a994272793");
    assertThat(segment.parentId()).isEqualTo("53995c3f42cd8ad8");
  }
}
