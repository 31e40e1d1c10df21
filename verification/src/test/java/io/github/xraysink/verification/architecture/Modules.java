// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells which module a class comes from, and which modules there are. */
final class Modules {

  static final String CONTEXT = "xray-context";
  static final String TESTKIT = "testkit";

  private static final Path ROOT =
      Path.of(System.getProperty("user.dir")).resolve("..").normalize();
  private static final Pattern BUILT = Pattern.compile("/([^/]+)/target/");
  private static final Pattern NAMED = Pattern.compile("<module>([^<]+)</module>");

  private Modules() {}

  /** The folder of the module that {@code type} is built in. */
  static String of(JavaClass type) {
    return type.getSource()
        .map(source -> of(source.getUri().toString()))
        .orElseThrow(() -> new IllegalStateException(type.getName() + " comes from nowhere"));
  }

  private static String of(String uri) {
    Matcher built = BUILT.matcher(uri);
    if (!built.find()) {
      throw new IllegalStateException("Not in a target folder of this project: " + uri);
    }
    return built.group(1);
  }

  /** The modules of the root POM that have code to check. */
  static Set<String> withCode() throws IOException {
    Set<String> modules = new TreeSet<>();
    Matcher named = NAMED.matcher(Files.readString(ROOT.resolve("pom.xml")));
    while (named.find()) {
      if (Files.isDirectory(ROOT.resolve(named.group(1)).resolve("src/main/java"))) {
        modules.add(topFolder(named.group(1)));
      }
    }
    return modules;
  }

  /** Samples are one folder further down. */
  private static String topFolder(String module) {
    return module.replaceFirst("/.*", "");
  }

  /** Leaves out this module, which is not for anybody to use. */
  static final class NotThisOne implements ImportOption {

    @Override
    public boolean includes(Location location) {
      return !location.contains("/verification/target/");
    }
  }
}
