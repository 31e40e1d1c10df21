// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in an entity: a list of exceptions, or the id of one that another entity
 * describes.
 */
public sealed interface CauseView {

  /**
   * Points to an exception described by another entity of the same trace.
   *
   * @param exceptionId its id, sixteen hexadecimal digits
   */
  record Reference(String exceptionId) implements CauseView {}

  /**
   * Describes the exceptions themselves.
   *
   * @param workingDirectory where the process runs
   * @param exceptions outermost first, each followed by what caused it
   */
  record Described(@Nullable String workingDirectory, List<ExceptionView> exceptions)
      implements CauseView {

    public Described {
      exceptions = List.copyOf(exceptions);
    }
  }

  /**
   * One exception.
   *
   * @param id sixteen hexadecimal digits
   * @param type class name
   * @param message as the exception tells it
   * @param remote whether it came from a downstream call
   * @param truncated how many stack frames were left out
   * @param skipped how many causes were left out below it
   * @param causeId id of the exception that caused this one
   * @param stack innermost frame first
   */
  record ExceptionView(
      String id,
      @Nullable String type,
      @Nullable String message,
      boolean remote,
      int truncated,
      int skipped,
      @Nullable String causeId,
      List<StackTraceElement> stack) {

    public ExceptionView {
      stack = List.copyOf(stack);
    }
  }
}
