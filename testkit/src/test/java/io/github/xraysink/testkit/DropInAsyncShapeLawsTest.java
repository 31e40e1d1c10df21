// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

class DropInAsyncShapeLawsTest extends AsyncShapeLaws {

  @Override
  protected ContextUnderTest contextUnderTest() {
    return ContextUnderTest.dropIn();
  }
}
