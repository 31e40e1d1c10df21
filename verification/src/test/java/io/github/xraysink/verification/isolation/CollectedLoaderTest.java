// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An application that used us on its server's pool can be taken down: nothing of ours holds its
 * class loader.
 */
final class CollectedLoaderTest {

  private final ThreadPoolExecutor serversPool =
      (ThreadPoolExecutor) Executors.newFixedThreadPool(2);

  /** Before the application comes: a thread keeps the callers of who started it (up to Java 23). */
  @BeforeEach
  void startThreads() {
    serversPool.prestartAllCoreThreads();
  }

  @AfterEach
  void stop() throws InterruptedException {
    serversPool.shutdown();
    assertThat(serversPool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void loader_isCollectedAfterClose() throws Exception {
    WeakReference<ClassLoader> application = runInALoaderOfItsOwn(true);

    assertCollected(application, Duration.ofSeconds(20));
  }

  /** Our thread ends by itself after a few looks at nothing, which takes seconds. */
  @Test
  @Tag("slow")
  void loader_isCollectedWithoutClose() throws Exception {
    WeakReference<ClassLoader> application = runInALoaderOfItsOwn(false);

    assertCollected(application, Duration.ofSeconds(60));
  }

  /**
   * On a thread that ends: where the recorder is built, the SDK reads its sampling rules with
   * Jackson, which leaves a buffer behind softly, for the garbage collector to take when memory is
   * short.
   */
  private WeakReference<ClassLoader> runInALoaderOfItsOwn(boolean close) throws Exception {
    FutureTask<WeakReference<ClassLoader>> deployed = new FutureTask<>(() -> run(close));
    Thread deployer = new Thread(deployed, "deployer");
    deployer.start();
    deployer.join();
    return deployed.get();
  }

  private WeakReference<ClassLoader> run(boolean close) throws Exception {
    try (URLClassLoader loader = ClassPath.loaderOf(entry -> true)) {
      Object sent = loader
          .loadClass(TracedTask.class.getName())
          .getMethod("run", ExecutorService.class, boolean.class)
          .invoke(null, serversPool, close);
      assertThat(sent).isEqualTo("segment(task)");
      return new WeakReference<>(loader);
    }
  }

  private static void assertCollected(WeakReference<ClassLoader> loader, Duration atMost) {
    await().atMost(atMost).untilAsserted(() -> {
      System.gc();
      assertThat(loader.get()).isNull();
    });
  }
}
