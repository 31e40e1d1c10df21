// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.emit.UdpTransport;
import io.github.xraysink.samples.orders.VirtualThreads;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code ./demo --compare} starts. */
public final class DemoMain {

  private static final int RIGHT = 0;
  private static final int WRONG = 1;
  private static final int NOT_RUN = 2;

  private DemoMain() {}

  /**
   * Runs the demo and ends the JVM with its exit status.
   *
   * @param arguments as {@code --help} lists them
   */
  public static void main(String[] arguments) {
    FileOutputStream bytes = new FileOutputStream(FileDescriptor.out);
    PrintStream out = new PrintStream(bytes, false, outputCharset());
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
      refuseOtherDaemon();
      if (!options.json()) {
        Demo.warmUp();
      }
      Half sdk = Demo.withSdk();
      Half xraysink = Demo.withXraysink();
      out.print(options.json() ? json(sdk, xraysink) : picture(options, sdk, xraysink));
      return xraysink.right() ? RIGHT : WRONG;
    } catch (Exception failed) {
      err.println(
          "demo: " + (failed instanceof IllegalArgumentException ? failed.getMessage() : failed));
      return NOT_RUN;
    }
  }

  /**
   * Environment and property go before what the demo says, and might name a daemon that passes on
   * what it gets.
   */
  private static void refuseOtherDaemon() {
    boolean variable = System.getenv(UdpTransport.ADDRESS_VARIABLE) != null;
    if (variable || System.getProperty(UdpTransport.ADDRESS_PROPERTY) != null) {
      String setting = variable ? UdpTransport.ADDRESS_VARIABLE : UdpTransport.ADDRESS_PROPERTY;
      throw new IllegalArgumentException(
          setting + " is set and would send the demo's documents elsewhere; unset it");
    }
  }

  private static String json(Half sdk, Half xraysink) throws JsonProcessingException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("ok", xraysink.right());
    line.put("java", System.getProperty("java.version"));
    line.put("virtual_threads", VirtualThreads.available());
    line.put("sdk", sdk.summary());
    line.put("xraysink", xraysink.summary());
    return new ObjectMapper().writeValueAsString(line) + "\n";
  }

  private static String picture(DemoOptions options, Half sdk, Half xraysink) {
    Pen pen = new Pen(options.colour(), Pen.canDraw(outputCharset()));
    return new HalfView(pen).draw(sdk)
        + new HalfView(pen).draw(xraysink)
        + new ComparisonView(pen).draw(sdk, xraysink);
  }

  /** What the terminal expects: as Java says since 18, and before that the platform's. */
  private static Charset outputCharset() {
    String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }
}
