// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

class FullAsyncShapeLawsTest extends AsyncShapeLaws {

  @Override
  protected ContextUnderTest contextUnderTest() {
    return ContextUnderTest.full();
  }
}
