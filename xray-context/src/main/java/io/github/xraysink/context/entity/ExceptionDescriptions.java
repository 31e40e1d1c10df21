// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import com.amazonaws.xray.entities.ThrowableDescription;
import com.amazonaws.xray.strategy.DefaultThrowableSerializationStrategy;
import com.amazonaws.xray.strategy.ThrowableSerializationStrategy;
import io.github.xraysink.internal.Guard;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes exceptions for documents: each once in a segment, with its causes, which may form a
 * ring.
 *
 * <p>A strategy the user gave to the recorder is asked instead; the SDK's own default is not,
 * because it follows a ring of causes until memory ends.
 */
final class ExceptionDescriptions {

  /** Longer chains are cut; the last description says by how much is unknown, so 1 is written. */
  private static final int MAX_CAUSES = 32;

  ExceptionDescriptions() {}

  /** Adds {@code exception} to what went wrong in {@code entity}, unless that is known already. */
  void describe(LiveEntity entity, Throwable exception) {
    try {
      LiveCause cause = entity.details().cause();
      if (cause.describes(exception)) {
        return;
      }
      ThrowableSerializationStrategy strategy =
          entity.getCreator().getThrowableSerializationStrategy();
      if (strategy instanceof DefaultThrowableSerializationStrategy standard) {
        describe(entity.root(), cause, exception, standard.getMaxStackTraceLength());
      } else {
        cause.addExceptions(
            strategy.describeInContext(entity, exception, entity.getSubsegmentsCopy()));
      }
    } catch (Throwable hostile) {
      Guard.caught("describe an exception", hostile);
    }
  }

  private static void describe(
      LiveSegment segment, LiveCause cause, Throwable exception, int maxFrames) {
    RecentExceptions recent = segment.recentExceptions();
    String known = recent.idOf(exception);
    if (known != null) {
      refer(cause, exception, known);
      return;
    }
    cause.addExceptions(chain(segment, recent, exception, maxFrames));
  }

  /** Another entity has told about it: point there, if nothing else is told here. */
  private static void refer(LiveCause cause, Throwable exception, String id) {
    if (cause.getExceptions().isEmpty()) {
      ThrowableDescription reference = new ThrowableDescription(exception);
      reference.setCause(id);
      cause.addException(reference);
    }
  }

  private static List<ThrowableDescription> chain(
      LiveSegment segment, RecentExceptions recent, Throwable exception, int maxFrames) {
    List<ThrowableDescription> chain = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ThrowableDescription outer = null;
    for (Throwable at = exception; at != null && seen.add(at); at = causeOf(at)) {
      String known = recent.idOf(at);
      String id = known == null ? Ids.entityIdText(Ids.entityId(segment.salt())) : known;
      if (outer != null) {
        outer.setCause(id);
      }
      if (known != null) {
        break;
      }
      if (chain.size() == MAX_CAUSES) {
        chain.get(MAX_CAUSES - 1).setCause(null);
        chain.get(MAX_CAUSES - 1).setSkipped(1);
        break;
      }
      outer = description(at, id, maxFrames);
      chain.add(outer);
      recent.remember(at, id);
    }
    return chain;
  }

  private static ThrowableDescription description(Throwable throwable, String id, int maxFrames) {
    ThrowableDescription description = new ThrowableDescription(throwable);
    description.setId(id);
    description.setType(throwable.getClass().getName());
    description.setMessage(messageOf(throwable));
    description.setRemote(throwable instanceof UncheckedIOException);
    StackTraceElement[] stack = stackOf(throwable);
    if (stack.length > maxFrames) {
      description.setTruncated(stack.length - maxFrames);
      stack = Arrays.copyOf(stack, maxFrames);
    }
    description.setStack(stack);
    return description;
  }

  // An exception is the application's object: any of its methods may throw.

  private static @Nullable Throwable causeOf(Throwable throwable) {
    try {
      return throwable.getCause();
    } catch (Throwable hostile) {
      Guard.caught("ask an exception for its cause", hostile);
      return null;
    }
  }

  private static @Nullable String messageOf(Throwable throwable) {
    try {
      return throwable.getMessage();
    } catch (Throwable hostile) {
      Guard.caught("ask an exception for its message", hostile);
      return null;
    }
  }

  private static StackTraceElement[] stackOf(Throwable throwable) {
    try {
      StackTraceElement[] stack = throwable.getStackTrace();
      return stack == null ? new StackTraceElement[0] : stack;
    } catch (Throwable hostile) {
      Guard.caught("ask an exception for its stack", hostile);
      return new StackTraceElement[0];
    }
  }
}
