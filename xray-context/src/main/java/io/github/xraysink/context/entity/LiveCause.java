// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import com.amazonaws.xray.entities.Cause;
import com.amazonaws.xray.entities.ThrowableDescription;
import io.github.xraysink.emit.CauseView;
import io.github.xraysink.emit.CauseView.ExceptionView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The SDK's cause, with a list that may be read while somebody adds to it. */
final class LiveCause extends Cause {

  private final List<ThrowableDescription> exceptions = new CopyOnWriteArrayList<>();

  @Override
  public List<ThrowableDescription> getExceptions() {
    return exceptions;
  }

  @Override
  public void addException(ThrowableDescription description) {
    addExceptions(List.of(description));
  }

  @Override
  public void addExceptions(List<ThrowableDescription> descriptions) {
    if (exceptions.isEmpty()) {
      setWorkingDirectory(System.getProperty("user.dir"));
    }
    exceptions.addAll(descriptions);
  }

  boolean describes(Throwable throwable) {
    for (ThrowableDescription description : exceptions) {
      if (description.getThrowable() == throwable) {
        return true;
      }
    }
    return false;
  }

  LiveCause copy() {
    LiveCause copy = new LiveCause();
    copy.setWorkingDirectory(getWorkingDirectory());
    copy.exceptions.addAll(exceptions);
    return copy;
  }

  /** The cause as it stands; {@code null} if it tells nothing. */
  @Nullable
  CauseView view() {
    List<ExceptionView> views = new ArrayList<>();
    for (ThrowableDescription description : exceptions) {
      String id = description.getId();
      if (id != null) {
        views.add(view(id, description));
      } else if (views.isEmpty() && description.getCause() != null) {
        return new CauseView.Reference(description.getCause());
      }
    }
    return views.isEmpty() ? null : new CauseView.Described(getWorkingDirectory(), views);
  }

  private static ExceptionView view(String id, ThrowableDescription description) {
    return new ExceptionView(
        id,
        description.getType(),
        description.getMessage(),
        description.isRemote(),
        description.getTruncated(),
        description.getSkipped(),
        description.getCause(),
        framesOf(description));
  }

  private static List<StackTraceElement> framesOf(ThrowableDescription description) {
    @Nullable StackTraceElement[] stack = description.getStack();
    if (stack == null) {
      return List.of();
    }
    for (StackTraceElement frame : stack) {
      if (frame == null) {
        return Arrays.stream(stack).filter(Objects::nonNull).toList();
      }
    }
    return List.of(stack);
  }
}
