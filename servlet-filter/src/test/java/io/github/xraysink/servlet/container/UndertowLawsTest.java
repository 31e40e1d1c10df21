// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.container;

import io.github.xraysink.testkit.ServletContainerUnderTest;
import io.github.xraysink.testkit.ServletFilterLaws;

/** The laws in Undertow. */
class UndertowLawsTest extends ServletFilterLaws {

  @Override
  protected ServletContainerUnderTest container() {
    return new UndertowUnderTest();
  }
}
