// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.container;

import io.github.xraysink.servlet.TraceAttributes;
import io.github.xraysink.servlet.jakarta.Deployments;
import io.github.xraysink.servlet.jakarta.FilterUnderTest;
import io.github.xraysink.servlet.jakarta.OuterFilter;
import io.github.xraysink.servlet.jakarta.ScriptServlet;
import io.github.xraysink.testkit.ServletContainerUnderTest;
import io.github.xraysink.testkit.ServletDeployment;
import io.undertow.Undertow;
import io.undertow.server.handlers.accesslog.AccessLogHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.util.List;

/** Embedded Undertow. */
final class UndertowUnderTest implements ServletContainerUnderTest {

  @Override
  public String name() {
    return "Undertow";
  }

  @Override
  public Running start(ServletDeployment deployment) throws ServletException {
    DeploymentInfo info = new DeploymentInfo()
        .setClassLoader(UndertowUnderTest.class.getClassLoader())
        .setContextPath("/")
        .setDeploymentName("laws")
        .addErrorPage(
            Servlets.errorPage(ServletDeployment.ERROR_PAGE, ServletDeployment.ERROR_PAGE_STATUS));
    String key = Deployments.add(deployment);
    FilterInfo outer = Servlets.filter("outer", OuterFilter.class)
        .addInitParam(Deployments.KEY, key)
        .setAsyncSupported(true);
    map(info, outer, List.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
    for (int i = 0; i < deployment.mappings(); i++) {
      FilterInfo filter = Servlets.filter("filter" + i, FilterUnderTest.class)
          .addInitParam(Deployments.KEY, key)
          .setAsyncSupported(true);
      deployment.parameters().forEach(filter::addInitParam);
      map(
          info,
          filter,
          deployment.dispatches()
              ? List.of(DispatcherType.values())
              : List.of(DispatcherType.REQUEST));
    }
    info.addServlet(Servlets.servlet("script", ScriptServlet.class)
        .addInitParam(Deployments.KEY, key)
        .addMapping("/*")
        .setAsyncSupported(true));
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(info);
    manager.deploy();
    Undertow undertow = Undertow.builder()
        .addHttpListener(0, "127.0.0.1")
        .setHandler(new AccessLogHandler(
            manager.start(),
            deployment.accessLog()::accept,
            "%{r," + TraceAttributes.TRACE_ID + "} %{r," + TraceAttributes.ENTITY_ID + "}",
            UndertowUnderTest.class.getClassLoader()))
        .setIoThreads(2)
        .setWorkerThreads(16)
        .build();
    undertow.start();
    return new Started(undertow, manager);
  }

  private static void map(DeploymentInfo info, FilterInfo filter, List<DispatcherType> types) {
    info.addFilter(filter);
    types.forEach(type -> info.addFilterUrlMapping(filter.getName(), "/*", type));
  }

  private record Started(Undertow undertow, DeploymentManager manager) implements Running {
    @Override
    public int port() {
      return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() throws Exception {
      undertow.stop();
      manager.stop();
      manager.undeploy();
    }
  }
}
