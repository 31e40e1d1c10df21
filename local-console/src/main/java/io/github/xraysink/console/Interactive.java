// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.io.Console;

/** Whether somebody is looking. */
final class Interactive {

  private Interactive() {}

  /**
   * Whether standard input and output are a terminal. Since Java 22 there is a console without one,
   * which answers a question older versions do not know.
   */
  @SuppressWarnings("SystemConsoleNull") // asked first, and not only
  static boolean terminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException beforeJava22) {
      return true;
    }
  }
}
