// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.h2.mvstore.MVMap;

/** Keys that sort as their parts do. */
final class Keys {

  private static final HexFormat HEX = HexFormat.of();

  private Keys() {}

  static String byTime(long startMicros, long number) {
    return HEX.toHexDigits(startMicros) + HEX.toHexDigits(number);
  }

  /** The first key at or after a time. */
  static String fromTime(long startMicros) {
    return byTime(startMicros, 0);
  }

  static String document(long number, String id) {
    return HEX.toHexDigits(number) + '/' + id;
  }

  static String logLine(String traceId, long line) {
    return traceId + '/' + HEX.toHexDigits(line);
  }

  static String firstOf(long number) {
    return HEX.toHexDigits(number) + '/';
  }

  static String endOf(long number) {
    return HEX.toHexDigits(number) + '0' /* follows '/' */;
  }

  /** Removes the keys from {@code from} up to, but without, {@code end}; returns their values. */
  static <V> List<V> removeRange(MVMap<String, V> map, String from, String end) {
    List<String> keys = new ArrayList<>();
    Iterator<String> each = map.keyIterator(from);
    while (each.hasNext()) {
      String key = each.next();
      if (key.compareTo(end) >= 0) {
        break;
      }
      keys.add(key);
    }
    List<V> removed = new ArrayList<>();
    for (String key : keys) {
      V value = map.remove(key);
      if (value != null) {
        removed.add(value);
      }
    }
    return removed;
  }
}
