// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.strategy.ContextMissingStrategy;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Warns once for each place in the code that works without a segment, and only counts from then on.
 * The default of {@link Xraysink}: a poller that runs without a trace is no reason for an ERROR a
 * second.
 *
 * <p>At most {@value #MAX_SITES} places are told apart; what comes from further ones is counted.
 */
public final class OncePerCallSite implements ContextMissingStrategy {

  /** How many places are remembered. */
  public static final int MAX_SITES = 1_000;

  private static final System.Logger LOG = System.getLogger(OncePerCallSite.class.getName());
  private static final StackWalker WALKER = StackWalker.getInstance();

  private final Set<String> sites = ConcurrentHashMap.newKeySet();
  private final LongAdder missing = new LongAdder();

  /** A strategy that has not warned yet. */
  public OncePerCallSite() {}

  /** Counts, and warns if the calling place is new. Never throws. */
  @Override
  public void contextMissing(String message, Class<? extends RuntimeException> exceptionClass) {
    missing.increment();
    if (sites.size() >= MAX_SITES) {
      return;
    }
    String site = WALKER
        .walk(frames -> frames.filter(OncePerCallSite::isApplication).findFirst())
        .map(Object::toString)
        .orElse("an unknown place");
    if (sites.add(site)) {
      LOG.log(
          Level.WARNING, "{0} At {1}; further ones from there are only counted.", message, site);
    }
  }

  /** How often something was missing, from all places. */
  public long count() {
    return missing.sum();
  }

  private static boolean isApplication(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    return !type.startsWith("com.amazonaws.xray.")
        && !type.startsWith("io.github.xraysink.context.")
        && !type.startsWith("java.");
  }
}
