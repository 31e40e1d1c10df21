// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.testkit.ServletContainerUnderTest;
import io.github.xraysink.testkit.ServletFilterLaws;

/** The laws in Jetty 12. */
class JettyLawsTest extends ServletFilterLaws {

  @Override
  protected ServletContainerUnderTest container() {
    return new JettyUnderTest(FilterUnderTest.class);
  }
}
