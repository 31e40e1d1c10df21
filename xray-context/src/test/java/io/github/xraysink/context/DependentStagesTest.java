// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method of {@link CompletionStage}, found by reflection, so that none of this or a later
 * Java is forgotten.
 */
class DependentStagesTest extends Traced {

  private final ExecutorService pool = ending(Executors.newFixedThreadPool(1));
  private final AtomicReference<Entity> seen = new AtomicReference<>();
  private final CountDownLatch ran = new CountDownLatch(1);

  static Stream<Method> stages() {
    return Arrays.stream(CompletionStage.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> !method.getName().equals("toCompletableFuture"));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void stage_runsWhereItWasAttached_andCarriesOn(Method method) throws Exception {
    checkStage(method, new CompletableFuture<>(), future -> future);
  }

  @ParameterizedTest
  @MethodSource("stages")
  void stageOfAMinimalStage_runsWhereItWasAttached_andCarriesOn(Method method) throws Exception {
    checkStage(method, new CompletableFuture<>(), CompletableFuture::minimalCompletionStage);
  }

  private void checkStage(
      Method method,
      CompletableFuture<Object> source,
      Function<CompletableFuture<Object>, CompletionStage<Object>> form)
      throws Exception {
    CompletionStage<Object> stage = form.apply(XrayFutures.propagating(source));
    Segment request = recorder.beginSegment("request");
    CompletionStage<?> dependent = (CompletionStage<?>) method.invoke(stage, arguments(method));
    recorder.endSegment();

    pool.execute(() -> {
      if (method.getName().startsWith("exceptionally")) {
        source.completeExceptionally(new IllegalStateException());
      } else {
        source.complete("value");
      }
    });

    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(seen.get()).isSameAs(request);
    assertThat((Object) dependent).isInstanceOf(stage.getClass());
  }

  @Test
  void copies_carryOn() {
    CompletableFuture<String> future = XrayFutures.propagating(new CompletableFuture<String>());

    assertThat(future.copy()).isInstanceOf(PropagatingFuture.class).isNotSameAs(future);
    assertThat(future.newIncompleteFuture()).isInstanceOf(PropagatingFuture.class);
    assertThat(future.minimalCompletionStage().toCompletableFuture())
        .isExactlyInstanceOf(PropagatingFuture.class);
  }

  private Object[] arguments(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(type -> Objects.requireNonNull(argument(type, method), type.getName()))
        .toArray();
  }

  private Object argument(Class<?> type, Method method) {
    if (type == CompletionStage.class) {
      // An "either" must not be decided by the other one, a "both" must not wait for it.
      return method.getName().contains("Either")
          ? new CompletableFuture<>()
          : CompletableFuture.completedFuture("other");
    }
    Supplier<Object> result = () -> {
      seen.set(recorder.getTraceEntity());
      ran.countDown();
      return method.getName().contains("ompose") ? CompletableFuture.completedFuture(1) : 1;
    };
    return List.<Object>of(
            (Executor) pool::execute,
            (Runnable) result::get,
            (Consumer<Object>) value -> result.get(),
            (BiConsumer<Object, Object>) (first, second) -> result.get(),
            (Function<Object, Object>) value -> result.get(),
            (BiFunction<Object, Object, Object>) (first, second) -> result.get())
        .stream()
        .filter(type::isInstance)
        .findFirst()
        .orElse(null);
  }
}
