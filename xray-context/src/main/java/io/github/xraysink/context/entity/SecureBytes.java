// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import io.github.xraysink.internal.Guard;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Bytes that nobody can guess, as cheap as they can be had.
 *
 * <p>Where the system has a generator that never blocks ({@code /dev/urandom}), they are its own,
 * so that two processes restored from one snapshot never draw the same. The JDK's default generator
 * mixes the same bytes with its own by SHA-1, which takes three quarters of its time.
 */
final class SecureBytes {

  /** By the JDK's provider {@code SUN}, which knows it on Linux and macOS. */
  private static final String SYSTEM = "NativePRNGNonBlocking";

  private final SecureRandom random;
  private final boolean system;

  /**
   * Draws from {@code random}.
   *
   * @param system whether its seeds are the bytes to take
   */
  SecureBytes(SecureRandom random, boolean system) {
    this.random = random;
    this.system = system;
  }

  /** The system's bytes, or those of the JDK's default generator where these cannot be had. */
  static SecureBytes ofSystem() {
    return of(SYSTEM);
  }

  /** As {@link #ofSystem}, with a generator whose seed is its source. */
  static SecureBytes of(String algorithm) {
    try {
      return new SecureBytes(SecureRandom.getInstance(algorithm), true);
    } catch (NoSuchAlgorithmException elsewhere) {
      return new SecureBytes(new SecureRandom(), false);
    }
  }

  /**
   * Writes over all of {@code bytes}. Should the generator fail, with bytes that are only different
   * each time: a request must not fail for want of an id.
   */
  void fill(byte[] bytes) {
    try {
      draw(bytes);
    } catch (Throwable fault) {
      Guard.caught("draw secure random bytes", fault);
      ThreadLocalRandom.current().nextBytes(bytes);
    }
  }

  private void draw(byte[] bytes) {
    if (system) {
      // What this generator calls a seed is the system's bytes as they are.
      byte[] drawn = random.generateSeed(bytes.length);
      System.arraycopy(drawn, 0, bytes, 0, bytes.length);
    } else {
      random.nextBytes(bytes);
    }
  }
}
