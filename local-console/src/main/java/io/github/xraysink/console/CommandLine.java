// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the arguments of the runnable jar ask for.
 *
 * @param follow print finished traces
 * @param once stop after so many finished traces, 0 for never
 * @param timeout how long to wait for them, zero for ever
 */
record CommandLine(
    ConsoleOptions options,
    boolean follow,
    int once,
    Duration timeout,
    boolean colors,
    boolean help,
    boolean version) {

  static final String HELP = """
      xraysink-console: see your X-Ray traces on your own machine

        --port N          UDP and TCP port; 0 takes a free one (2000)
        --bind ADDRESS    address to listen on (loopback)
        --store FILE      keep traces in FILE (default: in memory)
        --max-traces N    traces kept (100000)
        --max-bytes N     bytes of documents kept, as 512m or 2g (512m; 128m in memory)
        --max-age N       how long traces are kept, as 30m, 12h or 7d (7d)
        --rules FILE      central sampling rules as JSON, read again when changed
        --log-file FILE   follow FILE for lines with a trace id; may be repeated
        --allow-host NAME answer requests to this host name too; may be repeated
        --region NAME     region for links to the AWS console (us-east-1)
        --follow          print each finished trace as a tree
        --once N          the same, and stop after N traces
        --timeout N       with --once: give up after N seconds
        --no-color        no colours in the terminal
        --version, --help

      Exit codes: 0 done, 2 wrong arguments, 3 the port is not free, 4 the store cannot be
      opened, 5 --timeout passed before --once was reached, 1 anything else.
      """;

  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kmg]?)");
  private static final Pattern AGE = Pattern.compile("(\\d{1,7})([smhd])");

  /** Reads arguments; throws IllegalArgumentException naming the wrong one. */
  static CommandLine parse(String... args) {
    return new Parser(args).parse();
  }

  private static final class Parser {
    private final Deque<String> args;
    private final ConsoleOptions.Builder options = ConsoleOptions.builder();
    private final List<Path> logFiles = new ArrayList<>();
    private final Set<String> hosts = new HashSet<>();
    private boolean follow;
    private int once;
    private Duration timeout = Duration.ZERO;
    private boolean colors = Interactive.terminal() && System.getenv("NO_COLOR") == null;
    private boolean help;
    private boolean version;

    Parser(String... args) {
      this.args = new ArrayDeque<>(List.of(args));
    }

    CommandLine parse() {
      while (!args.isEmpty()) {
        accept(args.poll());
      }
      if (!timeout.isZero() && once == 0) {
        throw new IllegalArgumentException("--timeout is only for --once");
      }
      ConsoleOptions built = options.logFiles(logFiles).allowedHosts(hosts).build();
      return new CommandLine(built, follow, once, timeout, colors, help, version);
    }

    private void accept(String arg) {
      switch (arg) {
        case "--port" -> options.port((int) number(arg, 0, 65_535));
        case "--bind" -> options.bindAddress(address(arg));
        case "--store" -> options.storeFile(Path.of(value(arg)));
        case "--max-traces" -> options.maxTraces((int) number(arg, 1, Integer.MAX_VALUE));
        case "--max-bytes" -> options.maxBytes(size(arg));
        case "--max-age" -> options.maxAge(age(arg));
        case "--rules" -> options.rulesFile(Path.of(value(arg)));
        case "--log-file" -> logFiles.add(Path.of(value(arg)));
        case "--allow-host" -> hosts.add(value(arg));
        case "--region" -> options.region(value(arg));
        case "--follow" -> follow = true;
        case "--once" -> once = (int) number(arg, 1, Integer.MAX_VALUE);
        case "--timeout" -> timeout = Duration.ofSeconds(number(arg, 1, 86_400));
        case "--no-color" -> colors = false;
        case "--help", "-h" -> help = true;
        case "--version" -> version = true;
        default -> throw new IllegalArgumentException("unknown argument " + arg + "; see --help");
      }
    }

    private String value(String arg) {
      String value = args.poll();
      if (value == null) {
        throw new IllegalArgumentException(arg + " needs a value");
      }
      return value;
    }

    private long number(String arg, long min, long max) {
      String value = value(arg);
      try {
        return Settings.between(arg, Long.parseLong(value), min, max);
      } catch (NumberFormatException e) {
        throw wrong(arg, value, "a number from " + min + " to " + max);
      }
    }

    private InetAddress address(String arg) {
      String value = value(arg);
      try {
        return InetAddress.getByName(value);
      } catch (UnknownHostException e) {
        throw wrong(arg, value, "an address of this machine");
      }
    }

    private long size(String arg) {
      String value = value(arg);
      Matcher matcher = SIZE.matcher(value.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw wrong(arg, value, "a number of bytes, or one with k, m or g");
      }
      int shift = 10 * (" kmg".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2)));
      return Long.parseLong(matcher.group(1)) << shift;
    }

    private Duration age(String arg) {
      String value = value(arg);
      Matcher matcher = AGE.matcher(value.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw wrong(arg, value, "a number with s, m, h or d");
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofDays(number);
      };
    }

    private static IllegalArgumentException wrong(String arg, String value, String accepted) {
      return new IllegalArgumentException(
          arg + ": '" + value + "' is not accepted; it must be " + accepted);
    }
  }
}
