// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import software.amazon.awssdk.services.xray.XRayAsyncClient;

/** A client that can do nothing; tests give it the one thing that it can. */
class BrokenClient implements XRayAsyncClient {

  @Override
  public String serviceName() {
    return "xray";
  }

  @Override
  public void close() {}
}
