// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from.
 *
 * @param address {@code null} if not known
 * @param forwarded whether it was told by a proxy rather than seen on the connection
 */
record ClientAddress(@Nullable String address, boolean forwarded) {

  private static final String HEADER = "X-Forwarded-For";

  /**
   * The first hop that a proxy names, if proxies are trusted and one names any; else the peer of
   * the connection.
   */
  static ClientAddress of(ServerRequest request, boolean trustForwardedFor) {
    String hops = trustForwardedFor ? request.header(HEADER) : null;
    String first = hops == null ? "" : firstOf(hops);
    return first.isEmpty()
        ? new ClientAddress(request.remoteAddress(), false)
        : new ClientAddress(first, true);
  }

  private static String firstOf(String hops) {
    int comma = hops.indexOf(',');
    return (comma < 0 ? hops : hops.substring(0, comma)).trim();
  }
}
