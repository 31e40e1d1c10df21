// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.worker;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits until the program should end, for whichever reason. */
final class Stop {

  private static final long MOST_SECONDS = 20;

  private final CountDownLatch wanted = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  /** Waits for the end of standard input, a line of it, Ctrl-C, or SIGTERM. */
  void await() throws InterruptedException {
    Thread input = new Thread(this::readInput, "input");
    input.setDaemon(true);
    input.start();
    // The JVM ends when its hooks have: this one lets main close what it has opened.
    Runtime.getRuntime().addShutdownHook(new Thread(this::letMainFinish, "stop"));
    wanted.await();
  }

  /** All is closed: the JVM may go. */
  void done() {
    done.countDown();
  }

  private void readInput() {
    try {
      System.in.read();
    } catch (IOException closed) {
      // No more input is what was waited for.
    }
    wanted.countDown();
  }

  private void letMainFinish() {
    wanted.countDown();
    try {
      done.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException now) {
      Thread.currentThread().interrupt();
    }
  }
}
