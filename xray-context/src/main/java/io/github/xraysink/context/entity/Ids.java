// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Makes trace ids nobody can guess and entity ids nobody shares, without a common lock.
 *
 * <p>X-Ray asks for "a secure random algorithm" in trace ids, because they show up in response
 * headers (X-Ray developer guide, segment documents). One shared generator makes two threads slower
 * than one; here {@value #DRAWN_BYTES} bytes are drawn at a time, and threads spread
 * over several such supplies. Entity ids need only be unique within their trace: they come from the
 * thread's own generator, mixed with a secure salt that is drawn with the bytes, so that processes
 * restored from one snapshot do not repeat each other. A secure byte costs 2 to 3 ns, which is why
 * segments that share a draw share its salt.
 */
final class Ids {

  private static final int DRAWN_BYTES = 2048;
  private static final int TRACE_BYTES = Integer.BYTES + Long.BYTES;
  private static final HexFormat HEX = HexFormat.of();
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  // A supply is one array, so that two of them never share a cache line: where the next bytes are,
  // the salt, and then the bytes.
  private static final int NEXT = 0;
  private static final int SALT = Integer.BYTES;
  private static final int FIRST = SALT + Long.BYTES;

  private static final int SUPPLIES = supplies();

  /** So many references fill a cache line at least. */
  private static final int APART = 32;

  private final SecureBytes random = SecureBytes.ofSystem();

  // A slot is null while a thread has its supply in its hands.
  private volatile AtomicReferenceArray<byte @Nullable []> supplies = spent();

  private static int supplies() {
    int processors = Runtime.getRuntime().availableProcessors();
    return Math.min(64, Integer.highestOneBit(2 * processors - 1) * 2);
  }

  private static AtomicReferenceArray<byte @Nullable []> spent() {
    AtomicReferenceArray<byte @Nullable []> spent = new AtomicReferenceArray<>(SUPPLIES * APART);
    for (int i = 0; i < SUPPLIES; i++) {
      spent.set(i * APART, spentSupply(DRAWN_BYTES));
    }
    return spent;
  }

  private static byte[] spentSupply(int bytes) {
    byte[] supply = new byte[FIRST + bytes];
    INTS.set(supply, NEXT, supply.length);
    return supply;
  }

  /**
   * Gives {@code segment} a salt, and the two parts of a trace id that nobody can guess.
   *
   * @param newTrace without it nobody will ask for the parts, and anybody may guess them
   */
  void seed(LiveSegment segment, boolean newTrace) {
    AtomicReferenceArray<byte @Nullable []> all = supplies;
    int start = (int) Thread.currentThread().getId();
    for (int i = 0; i < SUPPLIES; i++) {
      int slot = (start + i & SUPPLIES - 1) * APART;
      byte[] supply = all.getAndSet(slot, null);
      if (supply != null) {
        seed(segment, newTrace, supply);
        all.setRelease(slot, supply);
        return;
      }
    }
    // All in others' hands, who may be waiting for the processor. For this segment only, because a
    // whole supply takes microseconds.
    seed(segment, newTrace, spentSupply(TRACE_BYTES));
  }

  private void seed(LiveSegment segment, boolean newTrace, byte[] supply) {
    int next = (int) INTS.get(supply, NEXT);
    if (next + TRACE_BYTES > supply.length) {
      random.fill(supply); // the salt too; what it puts at NEXT is written over below
      next = FIRST;
    }
    long salt = (long) LONGS.get(supply, SALT);
    if (!newTrace) {
      INTS.set(supply, NEXT, next);
      segment.seed(0, ThreadLocalRandom.current().nextLong(), salt);
      return;
    }
    int high = (int) INTS.get(supply, next);
    long low = (long) LONGS.get(supply, next + Integer.BYTES);
    INTS.set(supply, next, 0);
    LONGS.set(supply, next + Integer.BYTES, 0L);
    INTS.set(supply, NEXT, next + TRACE_BYTES);
    segment.seed(high, low, salt);
  }

  /**
   * Throws away what was drawn in advance: after a restore from a snapshot others may hold the same
   * bytes.
   */
  void forgetDrawn() {
    supplies = spent();
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
}
