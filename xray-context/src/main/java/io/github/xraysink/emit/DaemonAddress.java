// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.HashMap;
import java.util.Map;

/**
 * Where AWS's daemon listens for documents.
 *
 * @param host a name, an IPv4 literal, or an IPv6 literal without brackets
 * @param port 1 to 65535
 */
record DaemonAddress(String host, int port) {

  static final DaemonAddress DEFAULT = new DaemonAddress("127.0.0.1", 2000);

  private static final String ACCEPTED =
      "accepted are \"host:port\" and \"tcp:host:port udp:host:port\","
          + " with IPv6 addresses in brackets and ports from 1 to 65535";

  /**
   * Reads an address in either form of the SDK, and with IPv6 literals, which the SDK does not
   * know.
   *
   * @param setting where the value comes from, for the message
   * @throws IllegalArgumentException naming the setting, the value and what is accepted
   */
  static DaemonAddress parse(String setting, String value) {
    try {
      String[] parts = value.trim().split("\\s+");
      if (parts.length == 1) {
        return hostAndPort(parts[0]);
      }
      Map<String, DaemonAddress> byProtocol = new HashMap<>();
      for (String part : parts) {
        int colon = part.indexOf(':');
        byProtocol.put(part.substring(0, colon), hostAndPort(part.substring(colon + 1)));
      }
      DaemonAddress udp = byProtocol.get("udp");
      if (parts.length == 2 && byProtocol.containsKey("tcp") && udp != null) {
        return udp;
      }
    } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
      // Reported below, like everything else that is not an address.
    }
    throw new IllegalArgumentException(setting + " is \"" + value + "\", but " + ACCEPTED);
  }

  /** Any irregularity ends in one of the two exceptions caught above. */
  private static DaemonAddress hostAndPort(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon);
    int port = Integer.parseInt(text.substring(colon + 1));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    if (bare.isEmpty()
        || port < 1
        || port > 65_535
        || bracketed != bare.contains(":")
        || bare.contains("/")) {
      throw new NumberFormatException();
    }
    return new DaemonAddress(bare, port);
  }

  /** Whether the host is an address already, so that there is nothing to look up. */
  boolean literal() {
    return host.contains(":") || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
