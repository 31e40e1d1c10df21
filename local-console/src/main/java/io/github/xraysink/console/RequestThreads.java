// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for requests: virtual ones from Java 21 on, before that a pool of bounded size. */
final class RequestThreads {

  private RequestThreads() {}

  static ExecutorService newExecutor(int maxPlatformThreads) {
    try {
      MethodHandle virtual = MethodHandles.publicLookup()
          .findStatic(
              Executors.class,
              "newVirtualThreadPerTaskExecutor",
              MethodType.methodType(ExecutorService.class));
      return (ExecutorService) virtual.invokeExact();
    } catch (NoSuchMethodException | IllegalAccessException beforeJava21) {
      return pool(maxPlatformThreads);
    } catch (Throwable e) {
      throw new IllegalStateException("virtual threads cannot be had", e);
    }
  }

  private static ExecutorService pool(int size) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool = new ThreadPoolExecutor(
        size,
        size,
        30,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(), // bounded by the connections there can be
        work -> {
          Thread thread = new Thread(work, "xraysink-console-http-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
