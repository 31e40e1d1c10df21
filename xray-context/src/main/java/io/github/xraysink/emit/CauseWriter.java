// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.ExceptionView;
import io.github.xraysink.emit.CauseView.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what went wrong, in the shape of the SDK. For one thread. */
final class CauseWriter {

  private static final byte[] CAUSE = JsonBytes.encoded("cause");
  private static final byte[] WORKING_DIRECTORY = JsonBytes.encoded("working_directory");
  private static final byte[] EXCEPTIONS = JsonBytes.encoded("exceptions");
  private static final byte[] MESSAGE = JsonBytes.encoded("message");
  private static final byte[] TYPE = JsonBytes.encoded("type");
  private static final byte[] REMOTE = JsonBytes.encoded("remote");
  private static final byte[] STACK = JsonBytes.encoded("stack");
  private static final byte[] TRUNCATED = JsonBytes.encoded("truncated");
  private static final byte[] SKIPPED = JsonBytes.encoded("skipped");
  private static final byte[] LABEL = JsonBytes.encoded("label");
  private static final byte[] LINE = JsonBytes.encoded("line");
  private static final byte[] ID = JsonBytes.encoded("id");
  private static final byte[] PATH = JsonBytes.encoded("path");

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
      out.member(CAUSE);
      id(reference.exceptionId());
    } else if (cause instanceof Described described && !described.exceptions().isEmpty()) {
      out.member(CAUSE);
      described(described, trim);
    }
  }

  private void described(Described cause, Trim trim) {
    out.raw('{');
    String directory = cause.workingDirectory();
    if (directory != null) {
      out.member(WORKING_DIRECTORY);
      values.text(directory, trim.maxText());
    }
    out.member(EXCEPTIONS);
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
    out.member(ID);
    id(exception.id());
    text(MESSAGE, exception.message(), trim.maxText());
    text(TYPE, exception.type(), trim.maxText());
    out.member(REMOTE);
    out.bool(exception.remote());
    int frames = Math.min(exception.stack().size(), trim.maxFrames());
    stack(exception.stack(), frames, trim.maxText());
    out.member(TRUNCATED);
    out.number(Math.max(0, exception.truncated()) + (long) exception.stack().size() - frames);
    out.member(SKIPPED);
    out.number(Math.max(0, exception.skipped()) + (long) leftOutBelow);
    String causeId = exception.causeId();
    if (causeId != null && leftOutBelow == 0) {
      out.member(CAUSE);
      id(causeId);
    }
    out.raw('}');
    out.check();
  }

  private void stack(List<StackTraceElement> stack, int frames, int maxText) {
    if (frames == 0) {
      return;
    }
    out.member(STACK);
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
      out.member(PATH);
      values.text(path, maxText);
    }
    out.member(LINE);
    out.number(frame.getLineNumber());
    out.member(LABEL);
    values.text(frame.getClassName() + "." + frame.getMethodName(), maxText);
    out.raw('}');
  }

  private void text(byte[] member, @Nullable String text, int max) {
    if (text != null && !text.isEmpty()) {
      out.member(member);
      values.text(text, max);
    }
  }

  private void id(String id) {
    if (!out.id(id)) {
      changes.add(DocumentChange.ID_REPLACED);
      out.plain(DocumentLimits.entityId(id));
    }
  }
}
