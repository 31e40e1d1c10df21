// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application in a class loader of its own, on a pool it shares with others. */
class ClassLoaderTest {

  private final ScheduledThreadPoolExecutor shared = new ScheduledThreadPoolExecutor(2);

  @AfterEach
  void stop() {
    shared.shutdownNow();
  }

  @Test
  void loader_isCollected_thoughThePoolLivesOn() throws Exception {
    shared.prestartAllCoreThreads();
    WeakReference<ClassLoader> loader = new WeakReference<>(runInLoaderOfItsOwn(Everything.class));

    await().atMost(60, TimeUnit.SECONDS).until(() -> {
      System.gc();
      return loader.get() == null;
    });
  }

  /** Named after the fault of the SDK's. */
  @Test
  void wrapBeforeConfigure() throws Exception {
    assertThat(runInLoaderOfItsOwn(WrappedFirst.class)).isNotNull();
  }

  private ClassLoader runInLoaderOfItsOwn(Class<?> application) throws Exception {
    URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
    Class<?> loaded = loader.loadClass(application.getName());
    assertThat(loaded).isNotSameAs(application);
    @SuppressWarnings("unchecked")
    Function<ScheduledExecutorService, List<String>> run =
        (Function<ScheduledExecutorService, List<String>>)
            loaded.getDeclaredConstructor().newInstance();
    FutureTask<List<String>> names = new FutureTask<>(() -> run.apply(shared));
    // On a thread that ends: the SDK's recorder uses Jackson, which leaves a buffer of its own to
    // the thread it ran on.
    Thread thread = new Thread(names);
    thread.start();
    assertThat(names.get()).isNotEmpty().allMatch(name -> name.equals("child"));
    thread.join();
    return loader;
  }

  private static URL[] classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(ClassLoaderTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(String path) {
    try {
      return new File(path).toURI().toURL();
    } catch (MalformedURLException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Xraysink build(Collected emitted) {
    return Xraysink.builder()
        .serviceName("test")
        .emitter(emitted)
        .samplingStrategy(new AllSamplingStrategy())
        .build();
  }

  private static void child(AWSXRayRecorder recorder) {
    recorder.beginSubsegment("child");
    recorder.endSubsegment();
  }

  private static List<String> belowTheRequest(Collected emitted) {
    String request = emitted.named("request").id();
    return emitted.entities().stream()
        .filter(entity -> request.equals(entity.parentId()))
        .map(entity -> entity.name())
        .toList();
  }

  /** Uses all that can leave something behind; gives the names below the request. */
  public static final class Everything implements Function<ScheduledExecutorService, List<String>> {
    @Override
    public List<String> apply(ScheduledExecutorService shared) {
      Collected emitted = new Collected();
      Xraysink xraysink = build(emitted);
      AWSXRayRecorder recorder = xraysink.recorder();
      ScheduledExecutorService pool = XrayExecutors.propagating(shared);
      ForkJoinPool forks = XrayExecutors.newForkJoinPool(2);
      recorder.beginSegment("request");
      XrayFutures.runAsync(() -> child(recorder), pool)
          .thenRun(() -> child(recorder))
          .join();
      try {
        pool.submit(() -> child(recorder)).get();
        pool.schedule(() -> child(recorder), 0, TimeUnit.SECONDS).get();
        // What we found out about a class that outlives us must not hold us.
        FutureTask<?> ofTheJdk = new FutureTask<>(() -> child(recorder), null);
        XrayExecutors.propagating((Executor) shared).execute(ofTheJdk);
        ofTheJdk.get();
        forks
            .submit(() -> IntStream.range(0, 8).parallel().forEach(i -> child(recorder)))
            .get();
        forks.shutdown();
        assertThat(forks.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      } catch (Exception failed) {
        throw new AssertionError(failed);
      }
      recorder.endSegment();
      xraysink.close();
      return belowTheRequest(emitted);
    }
  }

  /** Wraps in a static initialiser, before there is any recorder. */
  public static final class WrappedFirst
      implements Function<ScheduledExecutorService, List<String>> {

    private static final ExecutorService POOL =
        XrayExecutors.propagating(Executors.newFixedThreadPool(2));

    @Override
    public List<String> apply(ScheduledExecutorService unused) {
      assertThat(Recorders.inForce()).isNull();
      assertThat(POOL).isNotNull();
      Collected emitted = new Collected();
      Xraysink xraysink = build(emitted);
      AWSXRayRecorder recorder = xraysink.recorder();
      recorder.beginSegment("request");
      List<Runnable> tasks = List.of(() -> child(recorder), () -> child(recorder));
      try {
        for (Runnable task : tasks) {
          POOL.submit(task).get();
        }
      } catch (Exception failed) {
        throw new AssertionError(failed);
      }
      recorder.endSegment();
      POOL.shutdown();
      xraysink.close();
      return belowTheRequest(emitted);
    }
  }
}
