// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes trace ids nobody can guess and entity ids nobody shares, without a common lock.
 *
 * <p>X-Ray asks for "a secure random algorithm" in trace ids, because they show up in response
 * headers (X-Ray developer guide, segment documents). One shared {@link SecureRandom} makes two
 * threads slower than one; here each stripe draws {@value #DRAWN_BYTES} bytes at a time, and
 * threads spread over the stripes. Entity ids need only be unique within their trace: they come
 * from the thread's own generator, mixed with a secure salt of their segment, so that processes
 * restored from one snapshot do not repeat each other.
 */
final class Ids {

  private static final int DRAWN_BYTES = 2048;
  private static final HexFormat HEX = HexFormat.of();
  private static final int STRIPES = stripes();

  private final Stripe[] stripes = new Stripe[STRIPES];

  Ids() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  private static int stripes() {
    int processors = Runtime.getRuntime().availableProcessors();
    return Math.min(64, Integer.highestOneBit(2 * processors - 1) * 2);
  }

  /** Gives {@code segment} three secure random words: the two parts of a trace id, and a salt. */
  void seed(LiveSegment segment) {
    int start = (int) Thread.currentThread().getId();
    for (int i = 0; i < STRIPES; i++) {
      Stripe stripe = stripes[(start + i) & (STRIPES - 1)];
      if (stripe.lock.tryLock()) {
        try {
          stripe.seed(segment);
          return;
        } finally {
          stripe.lock.unlock();
        }
      }
    }
    new Stripe().seed(segment);
  }

  /**
   * Throws away what was drawn in advance: after a restore from a snapshot others may hold the same
   * bytes.
   */
  void forgetDrawn() {
    for (Stripe stripe : stripes) {
      stripe.lock.lock();
      try {
        stripe.position = DRAWN_BYTES;
      } finally {
        stripe.lock.unlock();
      }
    }
  }

  /** A random entity id that is not zero. */
  static long entityId(long salt) {
    long id;
    do {
      id = ThreadLocalRandom.current().nextLong() ^ salt;
    } while (id == 0);
    return id;
  }

  static String entityIdText(long id) {
    return HEX.toHexDigits(id);
  }

  /** {@code 1-<8 hex of epoch seconds>-<24 hex>}. */
  static String traceIdText(int epochSeconds, int high, long low) {
    return "1-" + HEX.toHexDigits(epochSeconds) + "-" + HEX.toHexDigits(high)
        + HEX.toHexDigits(low);
  }

  private static final class Stripe {
    private static final int WORDS_BYTES = 20;

    final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final byte[] bytes = new byte[DRAWN_BYTES];
    private int position = DRAWN_BYTES;
    private final SecureRandom random = new SecureRandom();

    void seed(LiveSegment segment) {
      if (position + WORDS_BYTES > DRAWN_BYTES) {
        random.nextBytes(bytes);
        position = 0;
      }
      int high = (int) word(Integer.BYTES);
      long low = word(Long.BYTES);
      long salt = word(Long.BYTES);
      segment.seed(high, low, salt);
    }

    private long word(int length) {
      long word = 0;
      for (int i = 0; i < length; i++) {
        word = word << 8 | bytes[position] & 0xff;
        bytes[position++] = 0;
      }
      return word;
    }
  }
}
