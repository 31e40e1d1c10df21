// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xraysink.context.Xraysink;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything works without each of the optional libraries, but for the class that is about it. */
final class OptionalLibraryTest {

  /** An optional library of xray-context. */
  enum Library {
    MICROMETER(
        "context-propagation-",
        "io.micrometer.context.ThreadLocalAccessor",
        "TracePositionAccessor"),
    AWS_SDK(
        "sdk-core-",
        "software.amazon.awssdk.core.interceptor.ExecutionInterceptor",
        "TraceHeaderInterceptor"),
    CRAC("crac-", "org.crac.Core", "CheckpointHooks$Hook"),
    JSPECIFY("jspecify-", "org.jspecify.annotations.Nullable", "no class of ours");

    private final String jar;
    private final String aClass;
    private final String about;

    Library(String jar, String aClass, String about) {
      this.jar = jar;
      this.aClass = aClass;
      this.about = about;
    }

    boolean isIn(Path entry) {
      return entry.getFileName().toString().startsWith(jar);
    }
  }

  @Test
  void allLibraries_areOnTheClassPathOfThisTest() throws Exception {
    try (URLClassLoader all = ClassPath.loaderOf(entry -> true)) {
      for (Library library : Library.values()) {
        assertThat(all.loadClass(library.aClass)).isNotNull();
      }
      assertThat(tracedTaskIn(all)).isEqualTo("segment(task)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void tracedTask_runsWithout(Library library) throws Exception {
    try (URLClassLoader some = ClassPath.loaderOf(entry -> !library.isIn(entry))) {
      assertThatThrownBy(() -> some.loadClass(library.aClass))
          .isInstanceOf(ClassNotFoundException.class);

      assertThat(tracedTaskIn(some)).isEqualTo("segment(task)");
    }
  }

  @Test
  void tracedTask_runsWithoutAnyOfThem() throws Exception {
    try (URLClassLoader none = ClassPath.loaderOf(
        entry -> Stream.of(Library.values()).noneMatch(library -> library.isIn(entry)))) {
      assertThat(tracedTaskIn(none)).isEqualTo("segment(task)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherClasses_loadWithout(Library library) throws Exception {
    try (URLClassLoader all = ClassPath.loaderOf(entry -> true);
        URLClassLoader some = ClassPath.loaderOf(entry -> !library.isIn(entry))) {
      Set<String> more = unloadable(some);
      // What fails with everything there needs a newer JDK.
      more.removeAll(unloadable(all));

      assertThat(more).allMatch(name -> name.contains(library.about));
    }
  }

  /**
   * The classes of xray-context that cannot be initialized, or have a signature that cannot be
   * resolved.
   */
  private static Set<String> unloadable(ClassLoader loader) throws Exception {
    List<String> names = classesOfContext();
    assertThat(names).hasSizeGreaterThan(50);
    Set<String> unloadable = new TreeSet<>();
    for (String name : names) {
      try {
        assertThat(Class.forName(name, true, loader).getDeclaredMethods()).isNotNull();
      } catch (LinkageError missing) {
        unloadable.add(name);
      }
    }
    return unloadable;
  }

  private static String tracedTaskIn(ClassLoader loader) throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      return (String) loader
          .loadClass(TracedTask.class.getName())
          .getMethod("run", ExecutorService.class, boolean.class)
          .invoke(null, pool, true);
    } finally {
      pool.shutdown();
    }
  }

  /** Names of all classes of xray-context, from its folder or its jar, whichever this run uses. */
  private static List<String> classesOfContext() throws Exception {
    Path built = Path.of(
        Xraysink.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(built)) {
      return namesIn(built);
    }
    try (FileSystem jar = FileSystems.newFileSystem(built)) {
      return namesIn(jar.getPath("/"));
    }
  }

  private static List<String> namesIn(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.endsWith(".class"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .toList();
    }
  }
}
