// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.ExceptionView;
import io.github.xraysink.emit.CauseView.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what went wrong, in the shape of the SDK. For one thread. */
final class CauseWriter {

  private static final MemberName CAUSE = MemberName.of("cause");
  private static final MemberName WORKING_DIRECTORY = MemberName.of("working_directory");
  private static final MemberName EXCEPTIONS = MemberName.of("exceptions");
  private static final MemberName MESSAGE = MemberName.of("message");
  private static final MemberName TYPE = MemberName.of("type");
  private static final MemberName REMOTE = MemberName.of("remote");
  private static final MemberName STACK = MemberName.of("stack");
  private static final MemberName TRUNCATED = MemberName.of("truncated");
  private static final MemberName SKIPPED = MemberName.of("skipped");
  private static final MemberName LABEL = MemberName.of("label");
  private static final MemberName LINE = MemberName.of("line");
  private static final MemberName ID = MemberName.of("id");
  private static final MemberName PATH = MemberName.of("path");

  private final JsonBytes out;
  private final ValueWriter values;
  private final ChangeTally changes;
  private final EncodedFrames frames = new EncodedFrames();

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
    int kept = Math.min(exception.stack().size(), trim.maxFrames());
    stack(exception.stack(), kept, trim.maxText());
    out.member(TRUNCATED);
    out.number(Math.max(0, exception.truncated()) + (long) exception.stack().size() - kept);
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

  private void stack(List<StackTraceElement> stack, int kept, int maxText) {
    if (kept == 0) {
      return;
    }
    out.member(STACK);
    for (int i = 0; i < kept; i++) {
      out.raw(i == 0 ? '[' : ',');
      frame(stack.get(i), maxText);
    }
    out.raw(']');
  }

  private void frame(StackTraceElement frame, int maxText) {
    byte[] known = maxText == Integer.MAX_VALUE ? frames.get(frame) : null;
    if (known != null) {
      out.raw(known);
      return;
    }
    int mark = out.position();
    int noted = changes.mark();
    write(frame, maxText);
    if (maxText == Integer.MAX_VALUE && changes.mark() == noted) {
      frames.put(frame, out.copyFrom(mark));
    }
  }

  /** The SDK writes {@code "path":null} where the file is unknown, which X-Ray's schema refuses. */
  private void write(StackTraceElement frame, int maxText) {
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

  private void text(MemberName member, @Nullable String text, int max) {
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
