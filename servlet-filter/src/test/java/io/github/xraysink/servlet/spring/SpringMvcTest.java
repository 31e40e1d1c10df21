// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.servlet.jakarta.XrayFilter;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayAssertions;
import io.github.xraysink.testkit.XrayExtension;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** A Spring MVC application behind the filter: the right tree for whatever a controller returns. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringMvcTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @RegisterExtension
  final XrayExtension xray = XrayExtension.builder().global().build();

  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Tomcat tomcat = new Tomcat();

  @Configuration
  @EnableWebMvc
  static class Application implements WebMvcConfigurer {

    private final ExecutorService pool;

    Application(ExecutorService pool) {
      this.pool = pool;
    }

    /** What Spring itself runs, a {@code Callable} or a stream, keeps the position like this. */
    @Override
    public void configureAsyncSupport(AsyncSupportConfigurer async) {
      async.setTaskExecutor(new TaskExecutorAdapter(XrayExecutors.propagating(pool)));
    }

    @Bean
    ShopController shop() {
      return new ShopController(pool);
    }
  }

  @BeforeAll
  void start(@TempDir Path base) throws Exception {
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", base.toString());
    filter(context);
    servlet(context);
    ErrorPage page = new ErrorPage();
    page.setErrorCode(410);
    page.setLocation("/errorPage");
    context.addErrorPage(page);
    tomcat.start();
  }

  private static void filter(Context context) {
    FilterDef filter = new FilterDef();
    filter.setFilterName("xray");
    filter.setFilter(new XrayFilter());
    filter.setAsyncSupported("true");
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName("xray");
    map.addURLPattern("/*");
    for (DispatcherType type : DispatcherType.values()) {
      map.setDispatcher(type.name());
    }
    context.addFilterMap(map);
  }

  @SuppressWarnings("deprecation") // the only way to map a servlet in an embedded Tomcat
  private void servlet(Context context) {
    AnnotationConfigWebApplicationContext beans = new AnnotationConfigWebApplicationContext();
    beans.addBeanFactoryPostProcessor(factory -> factory.registerSingleton("pool", pool));
    beans.register(Application.class);
    Wrapper servlet = Tomcat.addServlet(context, "spring", new DispatcherServlet(beans));
    servlet.setAsyncSupported(true);
    servlet.setLoadOnStartup(1);
    context.addServletMappingDecoded("/", "spring");
  }

  /** An answer may be there before the thread that wrote it has left the filter. */
  @AfterEach
  void awaitThreads() {
    ThreadPoolExecutor threads =
        (ThreadPoolExecutor) tomcat.getConnector().getProtocolHandler().getExecutor();
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .atMost(PATIENCE)
        .until(() -> threads.getActiveCount() == 0);
  }

  @AfterAll
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
    pool.shutdownNow();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString());
  }

  /** Asks, and waits for the request's one segment and the subsegment of its work. */
  private CapturedEntity ask(String path, int status, int entities, CapturedTraces traces)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(status);
    traces.await(entities);
    XrayAssertions.assertThat(traces).hasOneTrace().hasEntities(entities).sentEachEntityOnce();
    assertThat(traces.segments()).hasSize(1);
    CapturedEntity segment = traces.segments().get(0);
    JsonNode response = segment.json().path("http").path("response");
    assertThat(response.path("status").asInt()).isEqualTo(status);
    assertThat(segment.error()).as("error").isEqualTo(status / 100 == 4);
    assertThat(segment.fault()).as("fault").isEqualTo(status / 100 == 5);
    if (response.has("content_length")) {
      assertThat(response.path("content_length").asInt())
          .isEqualTo(answer.body().length());
    }
    return segment;
  }

  @Test
  void value_isOneTreeWithItsRoute(CapturedTraces traces) throws Exception {
    CapturedEntity segment = ask("/value/7", 200, 2, traces);

    assertThat(segment.childNames()).containsExactly("work");
    assertThat(segment.annotations()).containsEntry("http_route", "/value/{id}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/callable", "/deferred", "/future", "/stream", "/events"})
  void asynchronousResult_isOneTree(String path, CapturedTraces traces) throws Exception {
    CapturedEntity segment = ask(path, 200, 2, traces);

    assertThat(segment.childNames()).containsExactly("work");
    assertThat(segment.annotations()).containsEntry("http_route", path);
    assertThat(segment.json().path("http").path("response").has("content_length"))
        .isTrue();
  }

  @Test
  void deferredResultThatTakesTooLong_isWhatSpringAnswers(CapturedTraces traces) throws Exception {
    ask("/deferredTooLong", 503, 1, traces);
  }

  @Test
  void futureThatFails_isAFaultWithItsCause(CapturedTraces traces) throws Exception {
    CapturedEntity segment = ask("/futureFails", 500, 2, traces);

    assertThat(segment.childNames()).containsExactly("work");
    assertThat(segment.exceptionTypes()).containsExactly("java.lang.IllegalStateException");
  }

  @ParameterizedTest
  @CsvSource({"/status,422,1", "/handled,422,2", "/nothing,404,1"})
  void handledException_isAResponse(String path, int status, int entities, CapturedTraces traces)
      throws Exception {
    assertThat(ask(path, status, entities, traces).exceptionTypes()).isEmpty();
  }

  @Test
  void uncaughtException_isAFaultWithItsRootCause(CapturedTraces traces) throws Exception {
    assertThat(ask("/uncaught", 500, 1, traces).exceptionTypes())
        .containsExactly("java.lang.IllegalStateException");
  }

  @Test
  void errorPage_belongsToItsRequest(CapturedTraces traces) throws Exception {
    CapturedEntity segment = ask("/gone", 410, 2, traces);

    assertThat(traces.entity("work").parentId()).hasValue(segment.id());
  }
}
