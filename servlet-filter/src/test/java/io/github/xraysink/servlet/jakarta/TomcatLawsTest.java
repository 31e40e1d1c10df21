// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.servlet.container.TomcatUnderTest;
import io.github.xraysink.testkit.ServletContainerUnderTest;
import io.github.xraysink.testkit.ServletFilterLaws;

/** The laws in the Tomcat on the class path. */
class TomcatLawsTest extends ServletFilterLaws {

  @Override
  protected ServletContainerUnderTest container() {
    return new TomcatUnderTest(
        Deployments.class.getPackageName(), FilterUnderTest.class.getName(), Deployments::add);
  }
}
