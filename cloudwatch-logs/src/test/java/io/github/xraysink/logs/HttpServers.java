// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import io.github.xraysink.servlet.jakarta.XrayFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Queue;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Real servers with the filter, one servlet and an access log, on a port of their own choice. */
interface HttpServers extends AutoCloseable {

  int port();

  @Override
  void close() throws Exception;

  /**
   * Tomcat.
   *
   * @param outer runs before the filter
   * @param accessLog takes what the valve of {@code pattern} writes
   */
  @SuppressWarnings("deprecation") // the only way to map a servlet in an embedded Tomcat
  static HttpServers tomcat(
      Filter outer, HttpServlet servlet, String pattern, Queue<String> accessLog) throws Exception {
    Path base = Files.createTempDirectory("tomcat");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", base.toString());
    addFilter(context, "outer", outer);
    addFilter(context, "xray", XrayFilter.builder().build());
    Wrapper wrapper = Tomcat.addServlet(context, "servlet", servlet);
    wrapper.setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "servlet");
    AbstractAccessLogValve valve = new AbstractAccessLogValve() {
      @Override
      protected void log(CharArrayWriter message) {
        accessLog.add(message.toString());
      }
    };
    valve.setPattern(pattern);
    valve.setEnabled(true);
    context.getPipeline().addValve(valve);
    tomcat.start();
    return new HttpServers() {
      @Override
      public int port() {
        return tomcat.getConnector().getLocalPort();
      }

      @Override
      public void close() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        delete(base);
      }
    };
  }

  private static void addFilter(Context context, String name, Filter filter) {
    FilterDef def = new FilterDef();
    def.setFilterName(name);
    def.setFilter(filter);
    def.setAsyncSupported("true");
    context.addFilterDef(def);
    FilterMap map = new FilterMap();
    map.setFilterName(name);
    map.addURLPattern("/*");
    for (DispatcherType type : DispatcherType.values()) {
      map.setDispatcher(type.name());
    }
    context.addFilterMap(map);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  /** Jetty. */
  static HttpServers jetty(HttpServlet servlet, String pattern, Queue<String> accessLog)
      throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    FilterHolder filter = new FilterHolder(XrayFilter.builder().build());
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/*");
    server.setHandler(context);
    RequestLog.Writer writer = accessLog::add;
    server.setRequestLog(new CustomRequestLog(writer, pattern));
    server.start();
    return new HttpServers() {
      @Override
      public int port() {
        return connector.getLocalPort();
      }

      @Override
      public void close() throws Exception {
        server.stop();
      }
    };
  }
}
