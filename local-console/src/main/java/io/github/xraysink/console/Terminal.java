// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** The console as a program: arguments in, exit code out. */
final class Terminal {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int PORT_TAKEN = 3;
  static final int STORE_FAILED = 4;
  static final int TIMED_OUT = 5;

  private static final int POLL_MILLIS = 100;

  private Terminal() {}

  static int run(PrintStream out, PrintStream err, String... args) {
    CommandLine command;
    try {
      command = CommandLine.parse(args);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return USAGE;
    }
    if (command.help() || command.version()) {
      out.print(command.help() ? CommandLine.HELP : version() + "\n");
      return DONE;
    }
    return run(command, out, err);
  }

  private static String version() {
    String version = Terminal.class.getPackage().getImplementationVersion();
    return "xraysink-console " + (version == null ? "(not from a jar)" : version);
  }

  private static int run(CommandLine command, PrintStream out, PrintStream err) {
    boundHttpServer();
    try (LocalConsole console = LocalConsole.start(command.options())) {
      // For Ctrl-C; after a normal end it finds the console closed.
      Runtime.getRuntime().addShutdownHook(new Thread(console::close, "xraysink-console-stop"));
      greet(console, command, err);
      return serve(console, command, out);
    } catch (UncheckedIOException e) {
      err.println(String.valueOf(e.getCause()));
      return STORE_FAILED;
    } catch (IOException e) {
      err.println(e.getMessage());
      return PORT_TAKEN;
    } catch (InterruptedException e) {
      return FAILED;
    }
  }

  /**
   * The JDK's server is bounded by system properties of the whole process, so only this program
   * sets them, and only where the user has not; an application that embeds the console decides
   * itself.
   */
  private static void boundHttpServer() {
    setIfAbsent("jdk.httpserver.maxConnections", "256");
    setIfAbsent("sun.net.httpserver.maxReqTime", "30"); // seconds to send a whole request
    setIfAbsent("sun.net.httpserver.maxReqHeaders", "100");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** To standard error: standard output is for traces alone. */
  private static void greet(LocalConsole console, CommandLine command, PrintStream err) {
    err.println("page    " + console.uri());
    err.println("SDKs    AWS_XRAY_DAEMON_ADDRESS=" + console.daemonAddress());
    err.println("API     aws xray ... --endpoint-url " + console.uri());
    String where = command
        .options()
        .storeFile()
        .map(file -> "in " + file)
        .orElse("in memory only; see --store");
    err.println("traces  " + console.store().traces() + " " + where);
    err.flush();
  }

  private static int serve(LocalConsole console, CommandLine command, PrintStream out)
      throws InterruptedException {
    Follower follower =
        new Follower(console.store(), new TreePrinter(command.colors()), out, Clock.systemUTC());
    if (command.follow() || command.once() > 0) {
      console.ingest().listen(follower);
    }
    long begin = System.nanoTime();
    int wanted = command.once() > 0 ? command.once() : Integer.MAX_VALUE;
    int printed = 0;
    while (true) {
      try {
        printed = follower.print(wanted - printed);
      } catch (StoreUnavailable e) {
        // Told by the store already; the next turn may find it back.
      }
      if (printed >= wanted) {
        return DONE;
      }
      if (!command.timeout().isZero()
          && System.nanoTime() - begin > command.timeout().toNanos()) {
        return TIMED_OUT;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
