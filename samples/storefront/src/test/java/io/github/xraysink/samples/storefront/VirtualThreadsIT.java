// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads begin with Java 21")
class VirtualThreadsIT extends StorefrontTraces {

  @Override
  String[] arguments() {
    return new String[] {"--shop.settle-every=300ms", "--spring.threads.virtual.enabled=true"};
  }
}
