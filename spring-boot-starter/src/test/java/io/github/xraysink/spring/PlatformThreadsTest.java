// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

class PlatformThreadsTest extends RunningApplication {

  PlatformThreadsTest() {
    super(false);
  }
}
