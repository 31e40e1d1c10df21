// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.context.Xraysink;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The actuator's endpoint {@code xraysink}. */
@Endpoint(id = "xraysink")
final class XraysinkEndpoint {

  private final Xraysink xraysink;

  XraysinkEndpoint(Xraysink xraysink) {
    this.xraysink = xraysink;
  }

  @ReadOperation
  XraysinkReport report() {
    return new XraysinkReport(xraysink.stats(), xraysink.contextStats());
  }
}
