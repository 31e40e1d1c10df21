// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps other web sites out of a console that listens on the visitor's own machine.
 *
 * <p>A page of another site can make the browser send requests here. By DNS rebinding it could even
 * read the answers, under a name of its own; so only {@code localhost}, IP addresses (which cannot
 * be rebound) and names the user allowed are answered. Writing from elsewhere is refused by the
 * Origin header, which browsers always send with it and SDKs never do. No CORS header is ever sent.
 */
final class HttpGuard {

  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.%]+]");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  private final Set<String> names = new HashSet<>(Set.of("localhost"));

  HttpGuard(Set<String> allowedHosts) {
    allowedHosts.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
  }

  /** Throws unless the request may be answered. */
  void check(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    List<String> hosts = headers.getOrDefault("Host", List.of());
    if (hosts.size() != 1 || !isOurs(hosts.get(0))) {
      throw new ApiException(
          403, "AccessDenied", "this host name is not allowed here; see --allow-host");
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !sameHost(origin, hosts.get(0))) {
      throw new ApiException(403, "AccessDenied", "requests from other web sites are refused");
    }
  }

  private boolean isOurs(String host) {
    String name = PORT.matcher(host.trim().toLowerCase(Locale.ROOT)).replaceFirst("");
    return names.contains(name)
        || IPV4.matcher(name).matches()
        || IPV6.matcher(name).matches();
  }

  private static boolean sameHost(String origin, String host) {
    try {
      URI uri = URI.create(origin);
      return host.equalsIgnoreCase(String.valueOf(uri.getAuthority()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
