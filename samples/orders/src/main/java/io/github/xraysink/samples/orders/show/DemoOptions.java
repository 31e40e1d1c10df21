// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

/**
 * What the command line asks for.
 *
 * @param json one line of JSON instead of the picture
 * @param colour escape sequences of ANSI terminals in the picture
 * @param help only the text that tells how to use it
 */
record DemoOptions(boolean json, boolean colour, boolean help) {

  static final String HELP = """
      usage: ./demo --compare [--json] [--color | --no-color] [--help]

      Runs one asynchronous job twice, traced by the X-Ray SDK alone and by xraysink, sends
      the documents to a daemon in the same process, checks them against X-Ray's rules and
      against what the job did, and draws both.

        --json      print one line of JSON instead
        --color     use colours even if the output is no terminal
        --no-color  use none (as the environment variable NO_COLOR does)
        --help      print this

      Exit status: 0 if the traces of xraysink are right, 1 if they are not, 2 if the demo
      could not be run. What the X-Ray SDK gets wrong does not change it.
      """;

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException naming what is not understood
   */
  static DemoOptions of(String... arguments) {
    boolean json = false;
    boolean colour = false;
    boolean help = false;
    for (String argument : arguments) {
      switch (argument) {
        case "--json" -> json = true;
        case "--color" -> colour = true;
        case "--no-color" -> colour = false;
        case "--help", "-h" -> help = true;
        default ->
          throw new IllegalArgumentException("unknown option " + argument + "; see --help");
      }
    }
    return new DemoOptions(json, colour, help);
  }
}
