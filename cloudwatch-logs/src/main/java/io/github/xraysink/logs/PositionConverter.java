// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * A word of a Logback pattern that prints part of where the logging thread was when it logged, or
 * the word's first option where there is nothing to print: {@code %xrayTraceId{none}}.
 */
abstract class PositionConverter extends ClassicConverter {

  private String absent = "";

  @Override
  public void start() {
    String option = getFirstOption();
    absent = option == null ? "" : option;
    if (getContext() instanceof LoggerContext context) {
      PositionCapture.in(context).forWords();
    } else {
      addWarn("Not in a LoggerContext of logback-classic: prints its default only");
    }
    super.start();
  }

  /** The word's part of what was captured, on whatever thread the line is printed. Never throws. */
  @Override
  public String convert(ILoggingEvent event) {
    try {
      String captured = event.getMDCPropertyMap().get(PositionText.KEY);
      String text = captured == null ? null : print(captured);
      return text == null ? absent : text;
    } catch (Throwable fault) {
      LogFaults.caught("print the trace of a log line", fault);
      return absent;
    }
  }

  /**
   * What to print; {@code null} for the default.
   *
   * @param captured a {@link PositionText}, or anything that others have put under its key
   */
  abstract @Nullable String print(String captured);
}
