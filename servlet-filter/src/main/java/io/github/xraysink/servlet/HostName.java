// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The name in a {@code Host} header (RFC 9110, section 7.2). */
final class HostName {

  private HostName() {}

  /**
   * Without port, in lower case, without the brackets of an IPv6 address; {@code null} if there is
   * none.
   */
  static @Nullable String of(@Nullable String header) {
    String host = header == null ? "" : header.trim();
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      host = end < 0 ? "" : host.substring(1, end);
    } else {
      int colon = host.indexOf(':');
      host = colon < 0 ? host : host.substring(0, colon);
    }
    return host.isEmpty() ? null : host.toLowerCase(Locale.ROOT);
  }
}
