// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.sun.management.HotSpotDiagnosticMXBean;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.servlet.jakarta.XrayFilter;
import io.github.xraysink.testkit.CapturingEmitter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that brings xraysink with it, deployed, asked and undeployed in a container that
 * goes on with the threads that served it.
 */
class UndeployTest {

  private static final int REQUESTS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir
  Path base;

  /** The application, in a class loader of its own; everything of ours comes from there. */
  public static final class Application implements ServletContainerInitializer {

    @Override
    public void onStartup(Set<Class<?>> none, ServletContext context) {
      Xraysink xraysink = Xraysink.builder()
          .serviceName("shop")
          .samplingStrategy(new AllSamplingStrategy())
          .emitter(new CapturingEmitter())
          .build();
      AWSXRay.setGlobalRecorder(xraysink.recorder());
      FilterRegistration.Dynamic filter = context.addFilter("xray", new XrayFilter());
      filter.setAsyncSupported(true);
      filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
      ServletRegistration.Dynamic servlet = context.addServlet("work", new Work());
      servlet.setAsyncSupported(true);
      servlet.addMapping("/*");
      context.addListener(new ServletContextListener() {
        @Override
        public void contextDestroyed(ServletContextEvent event) {
          xraysink.close();
        }
      });
    }
  }

  /** Works here and in a thread of the container's. */
  public static final class Work extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      XraySubsegments.run("here", () -> {});
      var async = request.startAsync();
      async.start(() -> {
        XraySubsegments.run("there", () -> {});
        async.complete();
      });
    }
  }

  /** A class loader that takes from itself whatever a container does not bring. */
  private static final class OwnClasses extends URLClassLoader {
    OwnClasses(URL[] places) {
      super(places, UndeployTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("java") || name.startsWith("jakarta.") || isOfTheContainer(name)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findOrAsk(name, resolve) : loaded;
      }
    }

    private Class<?> findOrAsk(String name, boolean resolve) throws ClassNotFoundException {
      try {
        return findClass(name);
      } catch (ClassNotFoundException ofTheJdk) {
        return super.loadClass(name, resolve);
      }
    }

    private static boolean isOfTheContainer(String name) {
      return name.matches("org\\.apache\\.(catalina|coyote|juli|naming|tomcat)\\..*");
    }
  }

  /** The SDK reads its sampling rules with Jackson, which leaves buffers softly in its thread. */
  private static void assumeSoftReferencesAreCleared() {
    String option = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .getVMOption("SoftRefLRUPolicyMSPerMB")
        .getValue();
    Assumptions.assumeTrue("0".equals(option), "needs -XX:SoftRefLRUPolicyMSPerMB=0");
  }

  @Test
  void undeployed_leavesNothing() throws Exception {
    assumeSoftReferencesAreCleared();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.start();
    try {
      WeakReference<ClassLoader> classes = deployAskUndeploy(tomcat);

      Awaitility.await().atMost(PATIENCE).until(() -> {
        System.gc();
        return classes.get() == null;
      });
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  private WeakReference<ClassLoader> deployAskUndeploy(Tomcat tomcat) throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    OwnClasses classes = new OwnClasses(classPath());
    Context context = tomcat.addContext("/shop", base.toString());
    context.setParentClassLoader(classes);
    // addContext has started it without the application.
    context.stop();
    ServletContainerInitializer application = (ServletContainerInitializer)
        classes.loadClass(Application.class.getName()).getConstructor().newInstance();
    context.addServletContainerInitializer(application, Set.of());
    context.start();
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(get(tomcat.getConnector().getLocalPort())).isEqualTo(200);
    }

    tomcat.getHost().removeChild(context);

    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
            .filteredOn(thread -> !before.contains(thread))
            .filteredOn(thread -> thread.getName().contains("xray"))
            .isEmpty());
    classes.close();
    return new WeakReference<>(classes);
  }

  private static URL[] classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(UndeployTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(String place) {
    try {
      return new File(place).toURI().toURL();
    } catch (IOException impossible) {
      throw new IllegalStateException(place, impossible);
    }
  }

  private int get(int port) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/shop/");
    return client
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
