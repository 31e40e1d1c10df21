// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

/** How hard load tests work: {@code -Dxraysink.load=full} for the published figures. */
final class Load {

  static final boolean FULL = "full".equals(System.getProperty("xraysink.load", "short"));

  private Load() {}
}
