// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
 * from the thread's own generator, mixed with a secure salt that is drawn with the bytes, so that
 * processes restored from one snapshot do not repeat each other. A secure byte costs 9 ns, which is
 * why segments that share a draw share its salt.
 */
final class Ids {

  private static final int DRAWN_BYTES = 2048;
  private static final HexFormat HEX = HexFormat.of();
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
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

  /** Gives {@code segment} the two parts of a trace id that nobody can guess, and a salt. */
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
    private static final int TRACE_BYTES = Integer.BYTES + Long.BYTES;

    final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock.
    private final byte[] bytes = new byte[DRAWN_BYTES];
    private int position = DRAWN_BYTES;
    private long salt;
    private final SecureRandom random = new SecureRandom();

    void seed(LiveSegment segment) {
      if (position + TRACE_BYTES > DRAWN_BYTES) {
        random.nextBytes(bytes);
        salt = (long) LONGS.get(bytes, 0);
        LONGS.set(bytes, 0, 0L);
        position = Long.BYTES;
      }
      int high = (int) INTS.get(bytes, position);
      long low = (long) LONGS.get(bytes, position + Integer.BYTES);
      INTS.set(bytes, position, 0);
      LONGS.set(bytes, position + Integer.BYTES, 0L);
      position += TRACE_BYTES;
      segment.seed(high, low, salt);
    }
  }
}
