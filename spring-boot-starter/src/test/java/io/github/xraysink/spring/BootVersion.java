// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import org.springframework.boot.SpringBootVersion;

/** Which Spring Boot these tests run with. */
final class BootVersion {

  private BootVersion() {}

  static boolean isAtLeast4() {
    return Integer.parseInt(SpringBootVersion.getVersion().split("\\.")[0]) >= 4;
  }
}
