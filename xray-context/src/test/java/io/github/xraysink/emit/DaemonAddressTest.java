// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonAddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:2000, 127.0.0.1, 2000",
    "xray-daemon:3000, xray-daemon, 3000",
    "'  host.example.com:1  ', host.example.com, 1",
    "'tcp:10.0.0.1:2000 udp:10.0.0.2:2001', 10.0.0.2, 2001",
    "'udp:10.0.0.2:2001   tcp:10.0.0.1:2000', 10.0.0.2, 2001",
    "[::1]:2000, ::1, 2000",
    "'tcp:[fe80::1]:2000 udp:[fe80::2]:2001', fe80::2, 2001",
  })
  void addressInEitherForm_isRead(String value, String host, int port) {
    assertThat(DaemonAddress.parse("x", value)).isEqualTo(new DaemonAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "host",
        "host:",
        ":2000",
        "host:0",
        "host:65536",
        "host:x",
        "::1:2000",
        "[]:2000",
        "[host]:2000",
        "http://host:2000",
        "udp:host:2000",
        "udp:host:2000 udp:host:2001",
        "tcp:host:2000 sctp:host:2000",
        "a b",
        "tcp:host:2000 udp:host:2000 udp:host:2000",
        "tcp:host:2000 udp:host",
        "host:+2000x",
        "host:2000 x"
      })
  void malformedAddress_isRefusedNamingTheSetting(String value) {
    assertThatThrownBy(() -> DaemonAddress.parse("system property x", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "system property x is \"" + value + "\", but accepted are \"host:port\"");
  }

  @Test
  void anyText_isAnAddressOrRefused() {
    Random random = new Random(3);
    String alphabet = "[]:udtcp 019.ab\t";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(25); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        DaemonAddress address = DaemonAddress.parse("x", text.toString());
        assertThat(address.host()).isNotEmpty();
        assertThat(address.port()).isBetween(1, 65_535);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("but accepted are");
      }
    }
  }
}
