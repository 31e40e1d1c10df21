// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What {@code ./demo} starts. */
public final class DemoMain {

  private static final int RIGHT = 0;
  private static final int WRONG = 1;
  private static final int NOT_RUN = 2;

  /** The last one is drawn: the first of all waits for classes to be loaded. */
  private static final List<Kind> ORDERS =
      List.of(Kind.GOOD, Kind.GOOD, Kind.DECLINED, Kind.BROKEN, Kind.GOOD, Kind.GOOD);

  private DemoMain() {}

  /**
   * Runs the demo and ends the JVM with its exit status.
   *
   * @param arguments as {@code --help} lists them
   */
  public static void main(String[] arguments) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, outputCharset());
    // Nothing else may get between the lines, whatever a library prints.
    System.setOut(System.err);
    int status = run(out, System.err, arguments);
    out.flush();
    System.exit(status);
  }

  /** The same without ending the JVM. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    try {
      DemoOptions options = DemoOptions.of(arguments);
      if (options.help()) {
        out.print(DemoOptions.HELP);
        return RIGHT;
      }
      return run(options, out, err);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return NOT_RUN;
    } catch (Exception failed) {
      err.println(
          "demo: " + (failed instanceof IllegalArgumentException ? failed.getMessage() : failed));
      return NOT_RUN;
    }
  }

  private static int run(DemoOptions options, PrintStream out, PrintStream err) throws Exception {
    err.println("demo: starting the shop, DynamoDB Local, ElasticMQ and the console");
    try (ShopRun shop = ShopRun.start(!options.once())) {
      err.println("demo: placing " + ORDERS.size() + " orders");
      for (Kind kind : ORDERS) {
        shop.place(kind);
      }
      err.println("demo: waiting for the warehouse and the settlement");
      boolean ended = shop.awaitEnds();
      Judgement judgement = shop.judge();
      boolean right = ended && judgement.right();
      if (options.json()) {
        out.println(new ObjectMapper().writeValueAsString(judgement.summary()));
      } else {
        show(shop, judgement, right, options, out);
      }
      if (!options.once()) {
        stay(shop, out);
      }
      return right ? RIGHT : WRONG;
    }
  }

  private static void show(
      ShopRun shop, Judgement judgement, boolean right, DemoOptions options, PrintStream out)
      throws Exception {
    out.println();
    out.print(new TreeDrawing(options.colour()).draw(shop.lastTrace(Kind.GOOD)));
    out.println();
    out.print(new TreeDrawing(options.colour()).draw(shop.lastTrace(Kind.DECLINED)));
    out.println();
    out.printf(
        "  orders %d, traces %d, documents %d: invalid %d, lost %d, duplicate %d, misplaced %d,%n"
            + "  wrong faults %d; log lines with the right id %d of %d%n",
        judgement.orders(),
        judgement.traces(),
        judgement.documents(),
        judgement.invalid(),
        judgement.lost(),
        judgement.duplicate(),
        judgement.misplaced(),
        judgement.wrongFaults(),
        judgement.logLinesRight(),
        judgement.logLines());
    out.println();
    out.println(right ? "  The traces are right." : "  The traces are NOT right.");
    out.flush();
  }

  /** Until Ctrl-C, which closes the application in a hook of Spring's. */
  private static void stay(ShopRun shop, PrintStream out) throws InterruptedException {
    out.println();
    out.println("  shop     " + shop.shopUri());
    out.println("  console  " + shop.consoleUri());
    out.println();
    out.println("  Ctrl-C ends it.");
    out.flush();
    new CountDownLatch(1).await();
  }

  /** What the terminal expects: as Java says since 18, and before that the platform's. */
  private static Charset outputCharset() {
    String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
    Charset charset = name == null ? Charset.defaultCharset() : Charset.forName(name);
    return charset.newEncoder().canEncode('█') ? charset : StandardCharsets.UTF_8;
  }
}
