// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * One key of the MDC that shows where each thread is, and gives back what the application had put
 * there before.
 */
final class MdcKey {

  private static final Map<String, MdcKey> NAMED = new ConcurrentHashMap<>();

  private static final int SHOWN = 0;
  private static final int BEFORE = 1;

  private final String key;

  /**
   * What this thread shows of ours, and what was there before. Two strings, so that a pool's thread
   * keeps no class of ours. Not static: there are as many as there are keys.
   */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable String @Nullable []> states = new ThreadLocal<>();

  private MdcKey(String key) {
    this.key = key;
  }

  /**
   * The one of that name. Whoever shows something under a key shares what is known about it:
   * otherwise one would take the other's value for the application's, and put it back later.
   */
  static MdcKey named(String key) {
    return NAMED.computeIfAbsent(key, MdcKey::new);
  }

  /**
   * Shows {@code value}. While it stays the same, a value that the application puts over it stands,
   * and one that the application took away comes back.
   *
   * @param value {@code null} for nothing
   */
  void show(@Nullable String value) {
    @Nullable String[] state = states.get();
    String shown = state == null ? null : state[SHOWN];
    if (value == null) {
      if (state != null && shown != null) {
        takeAway(state, shown);
      }
      return;
    }
    String there = MDC.get(key);
    if (value.equals(shown)) {
      if (there == null) {
        MDC.put(key, value);
      }
      return;
    }
    if (state == null) {
      state = new String[2];
      states.set(state);
    }
    if (shown == null) {
      state[BEFORE] = there;
    }
    state[SHOWN] = value;
    MDC.put(key, value);
  }

  private void takeAway(@Nullable String[] state, String shown) {
    String before = state[BEFORE];
    state[SHOWN] = null;
    state[BEFORE] = null;
    if (!shown.equals(MDC.get(key))) {
      return; // the application has put or cleared it since: that is its word
    }
    if (before == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, before);
    }
  }
}
