// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

/**
 * What the command line asks for.
 *
 * @param once end when the traces have been looked at
 * @param json one line of JSON instead of the picture; implies {@code once}
 * @param colour escape sequences of ANSI terminals in the picture
 * @param help only the text that tells how to use it
 */
record DemoOptions(boolean once, boolean json, boolean colour, boolean help) {

  static final String HELP = """
      usage: ./demo [--once] [--json] [--color | --no-color] [--help]
             ./demo --compare [..]

      Starts a shop (Spring Boot) with DynamoDB Local, ElasticMQ and the console in one
      process, places orders, some of which fail on purpose, waits for the settlement job,
      checks what arrived, prints one trace, and stays until Ctrl-C.

        --once      end after the checks
        --json      print one line of JSON instead, and end
        --color     use colours even if the output is no terminal
        --no-color  use none (as the environment variable NO_COLOR does)
        --compare   one job traced with the X-Ray SDK alone and with xraysink, side by side;
                    has a --help of its own
        --help      print this

      The shop takes port 8080 and the console 2000, or free ones if those are taken; with
      --once and --json always free ones.

      Exit status: 0 if the traces are right, 1 if they are not, 2 if the demo could not run.
      """;

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException naming what is not understood
   */
  static DemoOptions of(String... arguments) {
    boolean once = false;
    boolean json = false;
    boolean colour = false;
    boolean help = false;
    for (String argument : arguments) {
      switch (argument) {
        case "--once" -> once = true;
        case "--json" -> json = true;
        case "--color" -> colour = true;
        case "--no-color" -> colour = false;
        case "--help", "-h" -> help = true;
        default ->
          throw new IllegalArgumentException("unknown option " + argument + "; see --help");
      }
    }
    return new DemoOptions(once || json, json, colour, help);
  }
}
