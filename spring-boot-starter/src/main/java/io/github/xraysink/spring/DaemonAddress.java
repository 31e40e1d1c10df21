// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.emit.UdpTransport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the daemon is, while a recorder is built. The SDK's sampler takes the address from the
 * environment or from a system property, when it is made, and from nowhere else; so does our
 * transport, and the two must ask the same daemon. Hence the property is set for that long.
 */
final class DaemonAddress {

  private DaemonAddress() {}

  /**
   * Builds with that address in force, unless the system property says another already. The
   * environment variable goes before both, as the SDK has it.
   */
  static <T> T inForce(@Nullable String address, Supplier<T> building) {
    if (address == null) {
      return building.get();
    }
    check(address);
    if (System.getProperty(UdpTransport.ADDRESS_PROPERTY) != null) {
      return building.get();
    }
    System.setProperty(UdpTransport.ADDRESS_PROPERTY, address);
    try {
      return building.get();
    } finally {
      System.clearProperty(UdpTransport.ADDRESS_PROPERTY);
    }
  }

  private static void check(String address) {
    try {
      UdpTransport.builder().address(address);
    } catch (IllegalArgumentException wrong) {
      throw Accepted.refused("daemon-address", address, null);
    }
  }
}
