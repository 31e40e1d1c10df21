// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.ExceptionView;
import io.github.xraysink.emit.CauseView.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what went wrong, in the shape of the SDK. For one thread. */
final class CauseWriter {

  private static final byte[] CAUSE = JsonBytes.member("cause");
  private static final byte[] WORKING_DIRECTORY = JsonBytes.member("working_directory");
  private static final byte[] EXCEPTIONS = JsonBytes.member("exceptions");
  private static final byte[] MESSAGE = JsonBytes.member("message");
  private static final byte[] TYPE = JsonBytes.member("type");
  private static final byte[] REMOTE = JsonBytes.member("remote");
  private static final byte[] STACK = JsonBytes.member("stack");
  private static final byte[] TRUNCATED = JsonBytes.member("truncated");
  private static final byte[] SKIPPED = JsonBytes.member("skipped");
  private static final byte[] LABEL = JsonBytes.member("label");
  private static final byte[] LINE = JsonBytes.member("line");
  private static final byte[] ID = JsonBytes.member("id");
  private static final byte[] PATH = JsonBytes.member("path");

  private final JsonBytes out;
  private final ValueWriter values;
  private final ChangeTally changes;

  CauseWriter(JsonBytes out, ValueWriter values, ChangeTally changes) {
    this.out = out;
    this.values = values;
    this.changes = changes;
  }

  void cause(CauseView cause, Trim trim) {
    if (cause instanceof Reference reference) {
      out.raw(CAUSE);
      id(reference.exceptionId());
    } else if (cause instanceof Described described && !described.exceptions().isEmpty()) {
      out.raw(CAUSE);
      described(described, trim);
    }
  }

  private void described(Described cause, Trim trim) {
    out.raw('{');
    boolean first = true;
    String directory = cause.workingDirectory();
    if (directory != null) {
      first(WORKING_DIRECTORY);
      values.text(directory, trim.maxText());
      first = false;
    }
    if (first) {
      first(EXCEPTIONS);
    } else {
      out.raw(EXCEPTIONS);
    }
    out.raw('[');
    List<ExceptionView> exceptions = cause.exceptions();
    int count = Math.min(exceptions.size(), trim.maxExceptions());
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.raw(',');
      }
      boolean cut = i == count - 1 && count < exceptions.size();
      exception(exceptions.get(i), trim, cut ? exceptions.size() - count : 0);
    }
    out.raw(']');
    out.raw('}');
  }

  private void exception(ExceptionView exception, Trim trim, int leftOutBelow) {
    out.raw('{');
    first(ID);
    id(exception.id());
    text(MESSAGE, exception.message(), trim.maxText());
    text(TYPE, exception.type(), trim.maxText());
    out.raw(REMOTE);
    out.bool(exception.remote());
    int frames = Math.min(exception.stack().size(), trim.maxFrames());
    stack(exception.stack(), frames, trim.maxText());
    out.raw(TRUNCATED);
    out.number(Math.max(0, exception.truncated()) + (long) exception.stack().size() - frames);
    out.raw(SKIPPED);
    out.number(Math.max(0, exception.skipped()) + (long) leftOutBelow);
    String causeId = exception.causeId();
    if (causeId != null && leftOutBelow == 0) {
      out.raw(CAUSE);
      id(causeId);
    }
    out.raw('}');
    out.check();
  }

  private void stack(List<StackTraceElement> stack, int frames, int maxText) {
    if (frames == 0) {
      return;
    }
    out.raw(STACK);
    for (int i = 0; i < frames; i++) {
      out.raw(i == 0 ? '[' : ',');
      frame(stack.get(i), maxText);
    }
    out.raw(']');
  }

  /** The SDK writes {@code "path":null} where the file is unknown, which X-Ray's schema refuses. */
  private void frame(StackTraceElement frame, int maxText) {
    out.raw('{');
    String path = frame.getFileName();
    if (path != null) {
      first(PATH);
      values.text(path, maxText);
      out.raw(LINE);
    } else {
      first(LINE);
    }
    out.number(frame.getLineNumber());
    out.raw(LABEL);
    values.text(frame.getClassName() + "." + frame.getMethodName(), maxText);
    out.raw('}');
  }

  private void text(byte[] member, @Nullable String text, int max) {
    if (text != null && !text.isEmpty()) {
      out.raw(member);
      values.text(text, max);
    }
  }

  /** A member that needs no comma before it. */
  private void first(byte[] member) {
    out.raw(member, 1, member.length - 1);
  }

  private void id(String id) {
    if (!out.id(id)) {
      changes.add(DocumentChange.ID_REPLACED);
      out.plain(DocumentLimits.entityId(id));
    }
  }
}
