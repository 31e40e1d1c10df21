// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoopbackDaemonTest {

  @Test
  void documents_areKeptInOrderWithoutTheirHeader() throws Exception {
    try (LoopbackDaemon daemon = LoopbackDaemon.open();
        DatagramSocket sender = new DatagramSocket()) {
      int port = Integer.parseInt(daemon.address().substring(daemon.address().indexOf(':') + 1));
      for (int i = 0; i < 5; i++) {
        byte[] datagram = ("{\"format\":\"json\",\"version\":1}\n{\"i\":" + i + "}")
            .getBytes(StandardCharsets.UTF_8);
        sender.send(
            new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
      }

      assertThat(daemon.finish())
          .containsExactly("{\"i\":0}", "{\"i\":1}", "{\"i\":2}", "{\"i\":3}", "{\"i\":4}");
    }
  }
}
