// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

/** Passes throwables on as they are, where the compiler cannot know which ones there may be. */
final class Sneaky {

  private Sneaky() {}

  /**
   * Throws {@code thrown}, wrapped in nothing.
   *
   * @return never; lets the caller write {@code throw Sneaky.thrown(..)}
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <E extends Throwable> RuntimeException thrown(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
