// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.worker;

import io.github.xraysink.context.Xraysink;
import java.time.Duration;

/** The program. Its one argument is the port, 8080 if there is none and any free one if it is 0. */
public final class PlainWorker {

  private static final int DEFAULT_PORT = 8080;
  private static final Duration REPORT_EVERY = Duration.ofSeconds(5);

  private PlainWorker() {}

  /**
   * Works until standard input ends or gets a line, or the process is told to stop; then finishes
   * what it has accepted, sends what it has traced, and returns.
   *
   * @param arguments the port, or nothing
   */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length == 0 ? DEFAULT_PORT : Integer.parseInt(arguments[0]);
    Stop stop = new Stop();
    // Closed in the opposite order: first the work ends, then the recorder sends the last of it.
    try (Xraysink xraysink = Xraysink.builder().serviceName("thumbnails").install();
        Worker worker = Worker.start(port, REPORT_EVERY)) {
      System.out.println("thumbnails at " + worker.uri() + ", Enter to stop");
      stop.await();
    }
    System.out.println("stopped");
    stop.done();
  }
}
