// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import org.jspecify.annotations.Nullable;

/** What the filter reads of a request. */
public interface ServerRequest {

  String method();

  /** {@code http} or {@code https}. */
  String scheme();

  /** The {@code Host} header as received; {@code null} if there is none. */
  @Nullable
  String host();

  /** As in the request line: {@code HTTP/1.1}. */
  String protocol();

  /** The port that the client asked for: of the {@code Host} header, or the scheme's. */
  int port();

  /** The path as received, without query, starting with a slash. */
  String path();

  /** The query as received, without the question mark; {@code null} if there is none. */
  @Nullable
  String query();

  /** The first header of that name, in any case; {@code null} if there is none. */
  @Nullable
  String header(String name);

  /** The address of the peer of the connection. */
  @Nullable
  String remoteAddress();

  /** The port of the peer of the connection. */
  int remotePort();

  /** Scheme, host and path: what exclusions are matched against. */
  default String location() {
    String host = host();
    return scheme() + "://" + (host == null || host.isBlank() ? "localhost" : host.trim()) + path();
  }
}
