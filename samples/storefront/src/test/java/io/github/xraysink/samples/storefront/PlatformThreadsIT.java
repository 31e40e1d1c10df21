// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

class PlatformThreadsIT extends StorefrontTraces {

  @Override
  String[] arguments() {
    return new String[] {"--shop.settle-every=300ms"};
  }
}
