// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.exit;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.Xraysink;
import java.util.Set;
import java.util.stream.Collectors;

/** A program with default settings, run in a JVM of its own: what it does is its argument. */
public final class ShortProgram {

  /** What it prints before its main method returns. */
  static final String LAST_WORDS = "main returns";

  private ShortProgram() {}

  /**
   * Traces something and returns.
   *
   * @param args {@code close}: close and return; {@code hook}: leave a segment open and return,
   *     with a shutdown hook
   */
  public static void main(String[] args) {
    switch (args[0]) {
      case "close" -> close();
      case "hook" -> leaveToHook();
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println(LAST_WORDS);
  }

  private static void close() {
    Xraysink xraysink = Xraysink.builder().serviceName("short-program").build();
    AWSXRayRecorder recorder = xraysink.recorder();
    recorder.beginSegmentWithSampling("sampled-by-default");
    recorder.endSegment();
    System.out.println("kept alive by " + keepAlive());
    xraysink.close();
  }

  private static void leaveToHook() {
    Xraysink xraysink =
        Xraysink.builder().serviceName("short-program").shutdownHook(true).build();
    xraysink.recorder().beginSegment("left-open");
    // The sampler has not been asked, so nothing keeps the JVM alive: it ends when main returns.
  }

  /** Names of the threads that would keep the JVM alive if main returned now. */
  private static Set<String> keepAlive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && thread != Thread.currentThread())
        .filter(thread -> thread.getThreadGroup() != null)
        .filter(thread -> !thread.getThreadGroup().getName().equals("system"))
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }
}
