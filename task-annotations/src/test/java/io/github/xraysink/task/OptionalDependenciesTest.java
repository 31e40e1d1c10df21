// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is optional may be absent. */
class OptionalDependenciesTest {

  private static final List<String> OPTIONAL = List.of(
      "spring",
      "reactor",
      "reactive",
      "weld",
      "jakarta",
      "quartz",
      "aspectj",
      "jspecify",
      "micrometer",
      "context-propagation");

  private static URLClassLoader loader(Predicate<String> wanted) throws MalformedURLException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<URL> urls = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator)) {
      Path file = Path.of(entry);
      if (wanted.test(file.getFileName().toString())) {
        urls.add(file.toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }

  @Test
  void tasks_runWithoutAnyFramework() throws Exception {
    try (URLClassLoader loader = loader(name -> OPTIONAL.stream().noneMatch(name::contains))) {
      assertThatThrownBy(() -> loader.loadClass("org.springframework.beans.factory.BeanFactory"))
          .isInstanceOf(ClassNotFoundException.class);
      Callable<?> main = (Callable<?>) loader
          .loadClass(NoFrameworkMain.class.getName())
          .getDeclaredConstructor()
          .newInstance();

      assertThat(main.call()).isEqualTo("run proxy");
    }
  }

  @Test
  void annotations_needNothingButTheJdk() throws Exception {
    try (URLClassLoader loader = loader("classes"::equals)) {
      for (Class<?> type : List.of(XrayTask.class, XraySubsegment.class, XrayParam.class)) {
        Class<?> alone = loader.loadClass(type.getName());
        assertThat(alone.getClassLoader()).isSameAs(loader);
        assertThat(alone.getAnnotations()).isNotEmpty();
        assertThat(alone.getDeclaredMethods()).isNotEmpty();
      }
    }
  }
}
