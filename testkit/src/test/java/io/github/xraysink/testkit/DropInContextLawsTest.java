// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

class DropInContextLawsTest extends ContextLaws {

  @Override
  protected ContextUnderTest contextUnderTest() {
    return ContextUnderTest.dropIn();
  }
}
