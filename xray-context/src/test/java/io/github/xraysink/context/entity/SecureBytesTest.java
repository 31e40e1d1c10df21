// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.internal.Guard;
import java.security.ProviderException;
import java.security.SecureRandom;
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
    assertWritesOverAllDifferentlyEachTime(SecureBytes.of(algorithm));
  }

  /** A segment, and the request it is for, go on without the generator. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fill_keepsBackWhatTheGeneratorThrows(boolean system) {
    long faults = Guard.faults();

    assertWritesOverAllDifferentlyEachTime(new SecureBytes(new Failing(), system));

    assertThat(Guard.faults()).isEqualTo(faults + 100);
  }

  private static void assertWritesOverAllDifferentlyEachTime(SecureBytes random) {
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

  private static final class Failing extends SecureRandom {
    private static final long serialVersionUID = 1;

    @Override
    public byte[] generateSeed(int bytes) {
      throw new ProviderException("no system to draw from");
    }

    @Override
    public void nextBytes(byte[] bytes) {
      throw new ProviderException("no generator");
    }
  }
}
