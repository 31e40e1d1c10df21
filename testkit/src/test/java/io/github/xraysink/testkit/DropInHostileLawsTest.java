// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

class DropInHostileLawsTest extends HostileLaws {

  @Override
  protected ContextUnderTest contextUnderTest() {
    return ContextUnderTest.dropIn();
  }
}
