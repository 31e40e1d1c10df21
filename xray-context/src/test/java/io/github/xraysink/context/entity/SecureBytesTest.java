// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecureBytesTest {

  /** The first where the system has it; the second nowhere, so that the JDK's default serves. */
  @ParameterizedTest
  @ValueSource(strings = {"NativePRNGNonBlocking", "no such generator"})
  void fill_writesOverAll_differentlyEachTime(String algorithm) {
    SecureBytes random = SecureBytes.of(algorithm);
    byte[] bytes = new byte[24];
    boolean[] written = new boolean[bytes.length];
    Set<String> seen = new HashSet<>();

    for (int time = 0; time < 100; time++) {
      random.fill(bytes);
      for (int i = 0; i < bytes.length; i++) {
        written[i] |= bytes[i] != 0;
      }
      seen.add(HexFormat.of().formatHex(bytes));
    }

    assertThat(seen).hasSize(100);
    assertThat(written).doesNotContain(false);
  }
}
