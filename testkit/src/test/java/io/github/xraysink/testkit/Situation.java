// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

/** One run of a regression test on one context. */
final class Situation extends LawsBase {

  private final ContextUnderTest context;

  Situation(ContextUnderTest context) {
    this.context = context;
  }

  @Override
  protected ContextUnderTest contextUnderTest() {
    return context;
  }

  /**
   * Whether the SDK's own context is under test, where something of the SDK's stands in the place
   * of ours.
   */
  boolean isSdk() {
    return context instanceof SdkContext;
  }
}
