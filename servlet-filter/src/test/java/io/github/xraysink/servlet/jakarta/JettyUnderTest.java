// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.servlet.TraceAttributes;
import io.github.xraysink.testkit.ServletContainerUnderTest;
import io.github.xraysink.testkit.ServletDeployment;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Embedded Jetty 12, with the environment of this package's servlet API. */
public final class JettyUnderTest implements ServletContainerUnderTest {

  private static final int HEADER_BYTES = 65_536;

  private final Class<? extends Filter> filter;

  /** With this filter under test. */
  public JettyUnderTest(Class<? extends Filter> filter) {
    this.filter = filter;
  }

  @Override
  public String name() {
    return "Jetty " + Server.getVersion();
  }

  @Override
  public Running start(ServletDeployment deployment) throws Exception {
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(HEADER_BYTES);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    server.setHandler(context);
    deploy(context, deployment);
    server.setRequestLog((request, response) -> deployment
        .accessLog()
        .accept(logged(request, TraceAttributes.TRACE_ID) + " "
            + logged(request, TraceAttributes.ENTITY_ID)));
    server.start();
    return new Started(server, connector);
  }

  private static Object logged(Request request, String attribute) {
    return Objects.requireNonNullElse(request.getAttribute(attribute), "-");
  }

  private void deploy(ServletContextHandler context, ServletDeployment deployment) {
    String key = Deployments.add(deployment);
    Map<String, String> parameters = new HashMap<>(deployment.parameters());
    parameters.put(Deployments.KEY, key);
    FilterHolder outer = new FilterHolder(OuterFilter.class);
    outer.setInitParameter(Deployments.KEY, key);
    outer.setAsyncSupported(true);
    context.addFilter(
        outer,
        "/*",
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
    for (int i = 0; i < deployment.mappings(); i++) {
      FilterHolder holder = new FilterHolder(filter);
      parameters.forEach(holder::setInitParameter);
      holder.setAsyncSupported(true);
      context.addFilter(
          holder,
          "/*",
          deployment.dispatches()
              ? EnumSet.allOf(DispatcherType.class)
              : EnumSet.of(DispatcherType.REQUEST));
    }
    ServletHolder servlet = new ServletHolder(ScriptServlet.class);
    servlet.setInitParameter(Deployments.KEY, key);
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, "/*");
    ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
    pages.addErrorPage(ServletDeployment.ERROR_PAGE_STATUS, ServletDeployment.ERROR_PAGE);
    context.setErrorHandler(pages);
  }

  private record Started(Server server, ServerConnector connector) implements Running {
    @Override
    public int port() {
      return connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
      server.stop();
    }
  }
}
