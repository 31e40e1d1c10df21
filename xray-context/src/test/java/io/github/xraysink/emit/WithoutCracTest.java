// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The optional libraries are really optional. */
class WithoutCracTest {

  @Test
  void emitter_worksWithoutCracAndJspecifyOnTheClassPath() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains("crac") || !entry.endsWith(".jar")) {
        if (!entry.contains("jspecify")) {
          urls.add(new File(entry).toURI().toURL());
        }
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> loader.loadClass("org.crac.Core"))
          .isInstanceOf(ClassNotFoundException.class);
      Class<?> emitter = loader.loadClass(BoundedEmitter.class.getName());

      Object built = emitter.getMethod("udp").invoke(null);

      assertThat(emitter.getMethod("stats").invoke(built).toString()).contains("entitiesBegun=0");
      emitter.getMethod("close").invoke(built);
    }
  }
}
