// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.TurboFilterList;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.listeners.SegmentListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;

/**
 * Looks where the logging thread is just before Logback makes the event, and writes it into the
 * MDC, which Logback keeps with the event. A turbo filter is the one hook on that thread which
 * needs no change of anybody's appenders; this one never decides anything.
 */
final class PositionCapture extends TurboFilter {

  private static final SegmentListener TIDY = new Tidy();

  private volatile boolean words;

  private PositionCapture() {}

  /**
   * The one of {@code context}, which is first in the list: a filter before it that decides would
   * keep the rest from being asked. Gone with the next reset, as all filters are.
   */
  static PositionCapture in(LoggerContext context) {
    synchronized (context.getTurboFilterList()) {
      TurboFilterList filters = context.getTurboFilterList();
      for (TurboFilter filter : filters) {
        if (filter instanceof PositionCapture there) {
          return there;
        }
      }
      PositionCapture capture = new PositionCapture();
      capture.setContext(context);
      capture.setName(PositionText.KEY);
      capture.start();
      filters.add(0, capture);
      XrayLogGroups.start();
      return capture;
    }
  }

  /** Writes what the pattern words print, from now on. */
  void forWords() {
    words = true;
    RecorderHook.add(TIDY);
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable throwable) {
    try {
      if (mayBeLogged(logger, level)) {
        capture();
      }
    } catch (Throwable fault) {
      LogFaults.caught("find the trace of a log line", fault);
    }
    return FilterReply.NEUTRAL;
  }

  /** Another filter may still let through what is below the logger's level. */
  private boolean mayBeLogged(Logger logger, Level level) {
    return level.isGreaterOrEqual(logger.getEffectiveLevel())
        || logger.getLoggerContext().getTurboFilterList().size() > 1;
  }

  private void capture() {
    LogPosition position = LogPosition.current();
    if (words) {
      write(position);
    }
    XrayMdc.showInstalled(position);
  }

  private static void write(@Nullable LogPosition position) {
    String there = MDC.get(PositionText.KEY);
    if (position == null) {
      if (there != null) {
        MDC.remove(PositionText.KEY);
      }
    } else if (!PositionText.matches(there, position)) {
      MDC.put(PositionText.KEY, PositionText.of(position));
    }
  }

  /** Takes the words' value from a thread that moves on; its next line writes it anew. */
  private static final class Tidy implements SegmentListener {

    @Override
    public void onSetEntity(@Nullable Entity previousEntity, Entity newEntity) {
      tidy();
    }

    @Override
    public void onClearEntity(Entity previousEntity) {
      tidy();
    }

    private static void tidy() {
      try {
        if (MDC.get(PositionText.KEY) != null) {
          MDC.remove(PositionText.KEY);
        }
      } catch (Throwable fault) {
        LogFaults.caught("clear the MDC", fault);
      }
    }
  }
}
