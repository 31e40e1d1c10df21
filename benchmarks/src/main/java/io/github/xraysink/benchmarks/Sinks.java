// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import com.amazonaws.xray.config.DaemonConfiguration;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.UdpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where documents go while something is measured: nowhere, or to a socket nobody reads. */
final class Sinks {

  private static final String PORT = "xraysink.benchmarks.daemon";

  /** Held: a socket that is collected is closed, and sending to nobody costs more. */
  private static @Nullable DatagramSocket daemon;

  private Sinks() {}

  /** Takes everything and does nothing. */
  static Emitter discard() {
    return new Emitter() {
      @Override
      public boolean sendSegment(Segment segment) {
        return true;
      }

      @Override
      public boolean sendSubsegment(Subsegment subsegment) {
        return true;
      }
    };
  }

  static BoundedEmitter boundedEmitter() {
    return BoundedEmitter.builder()
        .transport(UdpTransport.builder().address(daemon()).build())
        .build();
  }

  static Emitter sdkEmitter() {
    DaemonConfiguration configuration = new DaemonConfiguration();
    configuration.setDaemonAddress(daemon());
    try {
      return Emitter.create(configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands for the daemon: a port of this process, or the one its starter names. */
  private static synchronized String daemon() {
    String port = System.getProperty(PORT);
    if (port == null) {
      daemon = open();
      port = Integer.toString(daemon.getLocalPort());
      System.setProperty(PORT, port);
    }
    return "127.0.0.1:" + port;
  }

  /** Bound and never read: sending succeeds, and the kernel throws away what does not fit. */
  static DatagramSocket open() {
    try {
      return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells a process to be started where {@code socket} is. */
  static String argument(DatagramSocket socket) {
    return "-D" + PORT + "=" + socket.getLocalPort();
  }
}
