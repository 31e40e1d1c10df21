// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.container;

import io.github.xraysink.servlet.TraceAttributes;
import io.github.xraysink.testkit.ServletContainerUnderTest;
import io.github.xraysink.testkit.ServletDeployment;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * Embedded Tomcat. It names filters and servlets by class only, so that it runs with the jars of 9,
 * 10 and 11 alike.
 *
 * @param players the package of the servlet and the outer filter
 * @param filter the name of the class of the filter under test
 * @param deployments remembers a deployment and gives its key
 */
public record TomcatUnderTest(
    String players, String filter, Function<ServletDeployment, String> deployments)
    implements ServletContainerUnderTest {

  private static final String HEADER_BYTES = "65536";

  @Override
  public String name() {
    return ServerInfo.getServerInfo();
  }

  /**
   * Seen on Tomcat 11 under load, where the task was quicker than the thread that had started it:
   * no answer, and no listener was told, so that nobody can say when the exchange ended.
   */
  @Override
  public Map<String, String> cannot() {
    return Map.of(
        "containerThread_throws",
        "may close the connection without an answer, and tells no listener, when a task of"
            + " AsyncContext.start throws before the thread that began has returned");
  }

  @Override
  public Running start(ServletDeployment deployment) throws IOException, LifecycleException {
    Path base = Files.createTempDirectory("tomcat");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxHttpHeaderSize", HEADER_BYTES);
    Context context = tomcat.addContext("", base.toString());
    String key = deployments.apply(deployment);
    filter(
        context,
        players + ".OuterFilter",
        List.of("REQUEST", "ASYNC", "ERROR"),
        Map.of("deployment", key));
    for (int i = 0; i < deployment.mappings(); i++) {
      Map<String, String> parameters = new HashMap<>(deployment.parameters());
      parameters.put("deployment", key);
      filter(
          context,
          filter,
          deployment.dispatches()
              ? List.of("REQUEST", "ASYNC", "ERROR", "FORWARD", "INCLUDE")
              : List.of("REQUEST"),
          parameters);
    }
    servlet(context, key);
    ErrorPage page = new ErrorPage();
    page.setErrorCode(ServletDeployment.ERROR_PAGE_STATUS);
    page.setLocation(ServletDeployment.ERROR_PAGE);
    context.addErrorPage(page);
    tomcat.getHost().getPipeline().addValve(new AccessLog(deployment.accessLog()));
    tomcat.start();
    return new Started(tomcat, base);
  }

  private void filter(
      Context context, String type, List<String> dispatchers, Map<String, String> parameters) {
    FilterDef filter = new FilterDef();
    filter.setFilterName("filter" + context.findFilterDefs().length);
    filter.setFilterClass(type);
    filter.setAsyncSupported("true");
    parameters.forEach(filter::addInitParameter);
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName(filter.getFilterName());
    map.addURLPattern("/*");
    dispatchers.forEach(map::setDispatcher);
    context.addFilterMap(map);
  }

  @SuppressWarnings("deprecation") // the only way to map a servlet in an embedded Tomcat
  private void servlet(Context context, String key) {
    Wrapper servlet = context.createWrapper();
    servlet.setName("script");
    servlet.setServletClass(players + ".ScriptServlet");
    servlet.addInitParameter("deployment", key);
    servlet.setAsyncSupported(true);
    context.addChild(servlet);
    context.addServletMappingDecoded("/*", "script");
  }

  /** Tomcat's own, with the pattern that the README shows. */
  private static final class AccessLog extends AbstractAccessLogValve {
    private final Consumer<String> lines;

    AccessLog(Consumer<String> lines) {
      this.lines = lines;
      setPattern("%{" + TraceAttributes.TRACE_ID + "}r %{" + TraceAttributes.ENTITY_ID + "}r");
    }

    @Override
    public void log(CharArrayWriter line) {
      lines.accept(line.toString());
    }
  }

  private record Started(Tomcat tomcat, Path base) implements Running {
    @Override
    public int port() {
      return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws Exception {
      tomcat.stop();
      tomcat.destroy();
      try (var files = Files.walk(base)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}
