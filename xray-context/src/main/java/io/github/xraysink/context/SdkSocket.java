// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.emitters.UDPEmitter;
import java.lang.reflect.Field;
import java.net.DatagramSocket;

/**
 * Closes the socket that the SDK's recorder opens in its constructor, before anything is
 * configured.
 *
 * <p>The SDK gives no way to close it. Where its field cannot be reached, the socket is closed when
 * the collector finds the emitter, which nobody refers to any more.
 */
final class SdkSocket {

  private SdkSocket() {}

  @SuppressWarnings("deprecation") // it is what the constructor makes
  static void release(Emitter emitter) {
    if (emitter.getClass() != UDPEmitter.class) {
      return;
    }
    try {
      Field socket = UDPEmitter.class.getDeclaredField("daemonSocket");
      socket.setAccessible(true);
      if (socket.get(emitter) instanceof DatagramSocket open) {
        open.close();
      }
    } catch (ReflectiveOperationException | RuntimeException notReachable) {
      System.getLogger(SdkSocket.class.getName())
          .log(
              System.Logger.Level.DEBUG, "The SDK's socket is left to the collector", notReachable);
    }
  }
}
