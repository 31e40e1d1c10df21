// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.servlet.jakarta.XrayFilter;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayAssertions;
import io.github.xraysink.testkit.XrayExtension;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The ways to register the filter that the README shows, deployed. */
class QuickStartTest {

  @RegisterExtension
  final XrayExtension xray = XrayExtension.builder().global().build();

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir
  Path base;

  /** What is behind the filter. */
  public static final class Orders extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      XraySubsegments.run("find order", () -> response.getWriter().print("order"));
    }
  }

  /** The second way: by the application itself, when it starts. */
  static final class Registering {
    private Registering() {}

    // region: registration
    static void traceAll(ServletContext context) {
      FilterRegistration.Dynamic xray = context.addFilter(
          "xray",
          XrayFilter.builder()
              .dynamicName("shop", "*.shop.example")
              .excludeUrls("/health$, /metrics$")
              .requestHook(
                  (segment, request) -> segment.putAnnotation("secure", request.isSecure()))
              .build());
      xray.setAsyncSupported(true);
      xray.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }
    // end region
  }

  private static void embed(ServletContextHandler context) {
    // region: embedded
    FilterHolder xray =
        new FilterHolder(XrayFilter.builder().segmentName("shop").build());
    xray.setAsyncSupported(true);
    context.addFilter(xray, "/*", EnumSet.allOf(DispatcherType.class));
    // end region
  }

  @Test
  void webXml_registersTheFilter(CapturedTraces traces) throws Exception {
    Path application = Path.of("src/test/resources/webapp").toAbsolutePath();
    onTomcat(traces, tomcat -> {
      StandardContext context = new StandardContext();
      context.setName("");
      context.setPath("");
      context.setDocBase(application.toString());
      context.setParentClassLoader(QuickStartTest.class.getClassLoader());
      ContextConfig config = new ContextConfig();
      config.setDefaultWebXml("org/apache/catalina/startup/NO_DEFAULT_XML");
      context.addLifecycleListener(config);
      StandardJarScanner scanner = new StandardJarScanner();
      scanner.setScanClassPath(false); // takes seconds, and there is nothing to find
      context.setJarScanner(scanner);
      tomcat.getHost().addChild(context);
    });
  }

  @Test
  void registration_registersTheFilter(CapturedTraces traces) throws Exception {
    onTomcat(traces, tomcat -> {
      Context context = tomcat.addContext("", base.toString());
      ServletContainerInitializer application = (none, started) -> {
        Registering.traceAll(started);
        ServletRegistration.Dynamic orders = started.addServlet("orders", new Orders());
        orders.setAsyncSupported(true);
        orders.addMapping("/orders/*", "/health");
      };
      context.addServletContainerInitializer(application, Set.of());
    });
  }

  private interface Deploying {
    void deploy(Tomcat tomcat);
  }

  private void onTomcat(CapturedTraces traces, Deploying application) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    application.deploy(tomcat);
    tomcat.start();
    try {
      int port = tomcat.getConnector().getLocalPort();
      get(port, "/health"); // excluded
      assertTraced(port, traces);
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  @Test
  void embedded_registersTheFilter(CapturedTraces traces) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    embed(context);
    context.addServlet(Orders.class, "/orders/*");
    server.setHandler(context);
    server.start();
    try {
      assertTraced(connector.getLocalPort(), traces);
    } finally {
      server.stop();
    }
  }

  private void assertTraced(int port, CapturedTraces traces) throws Exception {
    get(port, "/orders/7");

    traces.await(2);
    XrayAssertions.assertThat(traces).hasOneTrace().hasEntities(2);
    CapturedEntity segment = traces.entity("shop");
    assertThat(segment.childNames()).containsExactly("find order");
    assertThat(segment.annotations()).containsEntry("http_route", "/orders/*");
  }

  private void get(int port, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
  }
}
