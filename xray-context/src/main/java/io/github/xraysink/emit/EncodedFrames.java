// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how stack frames are written: what fails mostly fails again in the same place, and the
 * outer half of all stacks is the same. The memory is bounded: a frame takes the place of the one
 * that was in its slot. For one thread.
 */
final class EncodedFrames {

  private static final int SLOTS = 512;

  /** Longer ones are rare, and would make the memory large: {@value} bytes each at most. */
  private static final int MAX_BYTES = 512;

  private record Known(StackTraceElement frame, byte[] json) {}

  private @Nullable Known @Nullable [] slots;

  /** What was {@link #put} for a frame like this one; {@code null} if it is not known any more. */
  byte @Nullable [] get(StackTraceElement frame) {
    Known known = slots == null ? null : slots[slot(frame)];
    return known != null && same(known.frame, frame) ? known.json : null;
  }

  void put(StackTraceElement frame, byte[] json) {
    if (json.length <= MAX_BYTES) {
      if (slots == null) {
        slots = new Known[SLOTS];
      }
      slots[slot(frame)] = new Known(frame, json);
    }
  }

  private static int slot(StackTraceElement frame) {
    int hash = 31 * frame.getClassName().hashCode() + frame.getMethodName().hashCode();
    hash = 31 * hash + frame.getLineNumber();
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }

  /** As far as it is written: loaders and modules are not. */
  private static boolean same(StackTraceElement known, StackTraceElement frame) {
    return known.getLineNumber() == frame.getLineNumber()
        && known.getMethodName().equals(frame.getMethodName())
        && known.getClassName().equals(frame.getClassName())
        && Objects.equals(known.getFileName(), frame.getFileName());
  }
}
