// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.internal.Guard;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** How tasks are called when they are shown as requests. */
final class TaskPaths {

  /** Names us as xraysink does, with the version of this build. */
  static final String USER_AGENT = "BackgroundTask xraysink/" + version();

  private static final String SCHEME_AND_HOST = "task://localhost/";

  /** What may stand in a path besides letters and digits (RFC 3986, section 3.3), and the slash. */
  private static final String ALLOWED = "-._~!$&'()*+,;=:@/%";

  private static final String UNNAMED = "unnamed";

  private TaskPaths() {}

  private static String version() {
    return Guard.call("read the version of xraysink", "unknown", TaskPaths::readVersion);
  }

  private static String readVersion() {
    Properties properties = new Properties();
    try (InputStream file = TaskPaths.class.getResourceAsStream("version.properties")) {
      properties.load(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return properties.getProperty("version", "unknown");
  }

  /** The path without leading slashes; a stand-in if nothing is left. */
  static String normal(@Nullable String path) {
    String given = path == null ? "" : path.strip();
    int start = 0;
    while (start < given.length() && given.charAt(start) == '/') {
      start++;
    }
    return start == given.length() ? UNNAMED : given.substring(start);
  }

  /** Where the console shows the task; what may not stand in a URL is percent-encoded as UTF-8. */
  static String url(String path) {
    StringBuilder url = new StringBuilder(SCHEME_AND_HOST);
    path.codePoints().forEach(character -> append(url, character));
    return url.toString();
  }

  private static void append(StringBuilder url, int character) {
    boolean alphanumeric = character < 0x80 && Character.isLetterOrDigit(character);
    if (alphanumeric || ALLOWED.indexOf(character) >= 0) {
      url.append((char) character);
      return;
    }
    for (byte octet : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
      url.append(String.format("%%%02X", octet));
    }
  }

  /** {@code <Class>/<method>}, as a reader of the source would write it. */
  static String of(Class<?> target, String method) {
    return simpleName(target) + "/" + withoutUnderscores(method);
  }

  /** Leading underscores mark a method as private; a name that also ends in one is special. */
  static String withoutUnderscores(String method) {
    if (method.endsWith("_")) {
      return method;
    }
    int start = 0;
    while (method.charAt(start) == '_') {
      start++;
    }
    return method.substring(start);
  }

  /** The name of the class; for lambdas, anonymous classes and proxies, of what they stand for. */
  static String simpleName(Class<?> type) {
    Class<?> real = RealClasses.of(type);
    String name = real.getSimpleName();
    if (!name.isEmpty() && !real.isHidden() && !Proxy.isProxyClass(real)) {
      return name;
    }
    Class<?>[] interfaces = real.getInterfaces();
    if (interfaces.length > 0) {
      return simpleName(interfaces[0]);
    }
    Class<?> parent = real.getSuperclass();
    return parent == null || parent == Object.class ? UNNAMED : simpleName(parent);
  }
}
