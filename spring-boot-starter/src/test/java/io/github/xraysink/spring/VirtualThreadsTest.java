// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads need Java 21 or newer")
class VirtualThreadsTest extends RunningApplication {

  VirtualThreadsTest() {
    super(true);
  }
}
