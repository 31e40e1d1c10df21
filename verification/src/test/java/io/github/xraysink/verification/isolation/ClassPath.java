// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.isolation;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The class path of this test run, and class loaders over parts of it. */
public final class ClassPath {

  private ClassPath() {}

  /** All jars and folders of this run. */
  public static List<Path> entries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  /** A loader of its own over some entries: it shares nothing but the JDK with this test. */
  static URLClassLoader loaderOf(Predicate<Path> wanted) {
    URL[] urls = entries().stream().filter(wanted).map(ClassPath::url).toArray(URL[]::new);
    return new URLClassLoader("isolated", urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalArgumentException(entry.toString(), impossible);
    }
  }
}
