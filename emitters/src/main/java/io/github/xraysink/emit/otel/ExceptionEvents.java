// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.ExceptionView;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.trace.data.EventData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions as events, by the semantic conventions, with stack traces in the form
 * {@code Throwable.printStackTrace} gives them, which back ends know how to read. One event for
 * each exception, outermost first, each followed by what caused it.
 */
final class ExceptionEvents {

  private static final String EVENT = "exception";
  private static final int NATIVE = -2;

  private ExceptionEvents() {}

  /**
   * The events of one entity.
   *
   * @param nanos when to say that they happened: X-Ray does not tell, so the end of the entity
   */
  static List<EventData> of(Described cause, long nanos) {
    List<EventData> events = new ArrayList<>(cause.exceptions().size());
    for (ExceptionView exception : cause.exceptions()) {
      events.add(EventData.create(nanos, EVENT, attributes(exception)));
    }
    return events;
  }

  private static Attributes attributes(ExceptionView exception) {
    AttributesBuilder out = Attributes.builder();
    out.put(Keys.EXCEPTION_ID, exception.id());
    put(out, Keys.EXCEPTION_TYPE, exception.type());
    put(out, Keys.EXCEPTION_MESSAGE, exception.message());
    if (!exception.stack().isEmpty()) {
      out.put(Keys.EXCEPTION_STACK, stackTrace(exception));
    }
    if (exception.remote()) {
      out.put(Keys.EXCEPTION_REMOTE, true);
    }
    if (exception.truncated() > 0) {
      out.put(Keys.EXCEPTION_TRUNCATED, (long) exception.truncated());
    }
    if (exception.skipped() > 0) {
      out.put(Keys.EXCEPTION_SKIPPED, (long) exception.skipped());
    }
    put(out, Keys.EXCEPTION_CAUSE, exception.causeId());
    return out.build();
  }

  private static void put(
      AttributesBuilder out,
      io.opentelemetry.api.common.AttributeKey<String> key,
      @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      out.put(key, text);
    }
  }

  /** {@code Type: message}, then a line for each frame. */
  private static String stackTrace(ExceptionView exception) {
    StringBuilder out = new StringBuilder(64 + 80 * exception.stack().size());
    out.append(exception.type());
    if (exception.message() != null) {
      out.append(": ").append(exception.message());
    }
    for (StackTraceElement frame : exception.stack()) {
      out.append("\n\tat ").append(frame.getClassName()).append('.').append(frame.getMethodName());
      place(frame, out.append('('));
      out.append(')');
    }
    return out.append('\n').toString();
  }

  private static void place(StackTraceElement frame, StringBuilder out) {
    if (frame.getLineNumber() == NATIVE) {
      out.append("Native Method");
    } else if (frame.getFileName() == null) {
      out.append("Unknown Source");
    } else {
      out.append(frame.getFileName());
      if (frame.getLineNumber() >= 0) {
        out.append(':').append(frame.getLineNumber());
      }
    }
  }
}
