// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UdpTransportTest {

  private final UdpReceiver receiver = new UdpReceiver();
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void document_arrivesWithTheProtocolHeader() {
    try (UdpTransport transport = to(receiver.address()).build()) {
      assertThat(transport.send(List.of(document("{\"a\":1}")))).containsExactly(Outcome.SENT);
    }

    await().until(() -> !receiver.datagrams.isEmpty());
    assertThat(receiver.datagrams)
        .containsExactly("{\"format\": \"json\", \"version\": 1}\n{\"a\":1}");
  }

  @Test
  void largestDocument_fitsIntoADatagram() {
    String json = "x".repeat(DocumentLimits.MAX_DOCUMENT_BYTES);
    try (UdpTransport transport = to(receiver.address()).build()) {
      assertThat(transport.send(List.of(document(json)))).containsExactly(Outcome.SENT);
      assertThat(transport.send(List.of(document(json + "x"))))
          .containsExactly(new Outcome.Rejected("larger than 64000 bytes"));
    }

    await().until(() -> !receiver.datagrams.isEmpty());
    assertThat(receiver.datagrams.get(0)).endsWith(json);
  }

  @Test
  void portClosed_isNoticedAndCountedAndNeverThrown() {
    int port = receiver.port();
    receiver.close();
    try (UdpTransport transport = to("127.0.0.1:" + port).build()) {
      // The kernel tells of the first datagram when the next one is sent.
      await().until(() -> {
        transport.send(List.of(document("{}")));
        return transport.unreachable() > 0;
      });

      try (UdpReceiver back = new UdpReceiver(port)) {
        await().until(() -> {
          transport.send(List.of(document("{\"back\":true}")));
          return !back.datagrams.isEmpty();
        });
      }
    }
  }

  @Test
  void hostUnknownThenKnown_isFound() {
    AtomicInteger lookUps = new AtomicInteger();
    UdpTransport.Resolver resolver = host -> {
      if (lookUps.getAndIncrement() < 4) {
        throw new UnknownHostException(host);
      }
      return InetAddress.getLoopbackAddress();
    };
    UdpTransport transport =
        to("xray-daemon:" + receiver.port()).resolver(resolver).build();
    try (BoundedEmitter emitter = BoundedEmitter.builder().transport(transport).build()) {
      emitter.accept(TestEntity.segment("orders", 1));

      assertThat(emitter.flush(Duration.ofSeconds(10))).isTrue();
      assertThat(emitter.stats().entitiesSent()).isEqualTo(1);
      assertThat(emitter.lastError()).contains("unknown host xray-daemon");
    }
    await().until(() -> receiver.documents().size() == 1);
  }

  @Test
  void addressFrozen_daemonThatMovesIsFoundAfterAWhile() throws Exception {
    AtomicReference<InetAddress> where = new AtomicReference<>(InetAddress.getByName("127.0.0.2"));
    try (UdpTransport transport = to("xray-daemon:" + receiver.port())
        .resolver(host -> where.get())
        .nanoClock(nanos::get)
        .resolveEvery(Duration.ofSeconds(60))
        .build()) {
      transport.send(List.of(document("{\"n\":1}")));
      where.set(InetAddress.getByName("127.0.0.1"));
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));

      transport.send(List.of(document("{\"n\":2}")));
    }

    await().until(() -> !receiver.datagrams.isEmpty());
    assertThat(receiver.datagrams).hasSize(1).first().asString().contains("\"n\":2");
  }

  @Test
  void afterAnError_theHostIsLookedUpSoon() throws Exception {
    AtomicReference<InetAddress> where = new AtomicReference<>(InetAddress.getByName("127.0.0.2"));
    try (UdpTransport transport = to("xray-daemon:" + receiver.port())
        .resolver(host -> where.get())
        .nanoClock(nanos::get)
        .resolveEvery(Duration.ofHours(1))
        .build()) {
      await().until(() -> {
        transport.send(List.of(document("{}")));
        return transport.unreachable() > 0;
      });
      where.set(InetAddress.getByName("127.0.0.1"));
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));

      assertThat(transport.send(List.of(document("{}")))).containsExactly(Outcome.SENT);
      await().until(() -> !receiver.datagrams.isEmpty());
    }
  }

  @Test
  void lookUpThatFailsLater_keepsTheKnownAddress() {
    AtomicInteger lookUps = new AtomicInteger();
    UdpTransport.Resolver resolver = host -> {
      if (lookUps.getAndIncrement() > 0) {
        throw new UnknownHostException(host);
      }
      return InetAddress.getLoopbackAddress();
    };
    try (UdpTransport transport = to("xray-daemon:" + receiver.port())
        .resolver(resolver)
        .nanoClock(nanos::get)
        .build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(transport.send(List.of(document("{}")))).containsExactly(Outcome.SENT);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
      }
    }
    assertThat(lookUps).hasValue(3);
  }

  @Test
  void addressLiteral_isLookedUpOnce() {
    AtomicInteger lookUps = new AtomicInteger();
    try (UdpTransport transport = to(receiver.address())
        .resolver(host -> {
          lookUps.incrementAndGet();
          return InetAddress.getLoopbackAddress();
        })
        .nanoClock(nanos::get)
        .build()) {
      for (int i = 0; i < 3; i++) {
        transport.send(List.of(document("{}")));
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
      }
    }
    assertThat(lookUps).hasValue(1);
  }

  @Test
  void environment_goesBeforePropertyBeforeBuilder() {
    String before = System.getProperty(UdpTransport.ADDRESS_PROPERTY);
    System.setProperty(UdpTransport.ADDRESS_PROPERTY, receiver.address());
    try {
      try (UdpTransport byProperty = to("127.0.0.1:1").build()) {
        byProperty.send(List.of(document("{\"by\":\"property\"}")));
      }
      System.setProperty(UdpTransport.ADDRESS_PROPERTY, "127.0.0.1:1");
      String both = "tcp:127.0.0.1:1 udp:" + receiver.address();
      try (UdpTransport byVariable = to("127.0.0.1:1")
          .environment(name -> name.equals(UdpTransport.ADDRESS_VARIABLE) ? both : null)
          .build()) {
        byVariable.send(List.of(document("{\"by\":\"variable\"}")));
      }
      await().until(() -> receiver.datagrams.size() == 2);
    } finally {
      if (before == null) {
        System.clearProperty(UdpTransport.ADDRESS_PROPERTY);
      } else {
        System.setProperty(UdpTransport.ADDRESS_PROPERTY, before);
      }
    }
  }

  @Test
  void malformedSettings_failWhenBuilding() {
    assertThatThrownBy(() -> UdpTransport.builder().address("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("address is \"nonsense\"");
    assertThatThrownBy(
            () -> UdpTransport.builder().environment(name -> "nonsense").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("environment variable AWS_XRAY_DAEMON_ADDRESS is \"nonsense\"");
    assertThatThrownBy(() -> UdpTransport.builder().resolveEvery(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("resolveEvery is PT0S");
  }

  @Test
  void interruptedThread_stillSends() {
    try (UdpTransport transport = to(receiver.address()).build()) {
      Thread.currentThread().interrupt();
      List<Outcome> outcomes = transport.send(List.of(document("{\"n\":1}")));
      boolean stillInterrupted = Thread.interrupted();
      transport.send(List.of(document("{\"n\":2}")));

      assertThat(outcomes).hasSize(1).noneMatch(Outcome.Rejected.class::isInstance);
      assertThat(stillInterrupted).isTrue();
      await().until(() -> receiver.datagrams.stream().anyMatch(d -> d.contains("\"n\":2")));
    }
  }

  @Test
  void closedTransport_rejects() {
    UdpTransport transport = to(receiver.address()).build();
    transport.close();
    transport.close();

    assertThat(transport.send(List.of(document("{}"))))
        .containsExactly(new Outcome.Rejected("transport closed"));
  }

  @Test
  void checkpoint_closesTheSocketAndEmptiesTheQueue() throws Exception {
    UdpTransport transport = to(receiver.address()).build();
    try (BoundedEmitter emitter = BoundedEmitter.builder().transport(transport).build()) {
      for (int i = 0; i < 100; i++) {
        emitter.accept(TestEntity.segment("orders", i + 1));
      }

      hook(emitter.checkpointHook).beforeCheckpoint(Core.getGlobalContext());
      hook(transport.checkpointHook).beforeCheckpoint(Core.getGlobalContext());

      assertThat(emitter.stats().entitiesSent()).isEqualTo(100);
      assertThat(transport.send(List.of(document("{}"))))
          .containsExactly(new Outcome.Retry("suspended for a checkpoint"));
      hook(transport.checkpointHook).afterRestore(Core.getGlobalContext());
      hook(emitter.checkpointHook).afterRestore(Core.getGlobalContext());
      emitter.accept(TestEntity.segment("orders", 101));
      assertThat(emitter.flush(Duration.ofSeconds(10))).isTrue();
      assertThat(emitter.stats().entitiesDropped()).isEqualTo(Map.of());
    }
    await().until(() -> receiver.datagrams.size() == 101);
  }

  @Test
  void ipv6Literal_isSentTo() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("::1"));
        UdpTransport transport = to("[::1]:" + socket.getLocalPort()).build()) {
      assertThat(transport.send(List.of(document("{}")))).containsExactly(Outcome.SENT);
      socket.setSoTimeout(5_000);
      socket.receive(new DatagramPacket(new byte[100], 100));
    } catch (BindException noIpv6) {
      Assumptions.abort("this machine has no IPv6 loopback");
    }
  }

  private static Resource hook(Object registered) {
    return (Resource) registered;
  }

  private UdpTransport.Builder to(String address) {
    return UdpTransport.builder().environment(name -> null).address(address);
  }

  private static TraceDocument document(String json) {
    return new CountedDocument.Own(
        TestEntity.id(1),
        TestEntity.TRACE_ID,
        true,
        1,
        1,
        json.getBytes(StandardCharsets.UTF_8),
        TestEntity.segment("s", 1));
  }
}
