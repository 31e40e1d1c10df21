// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Futures whose dependent stages run where they were attached, as far as the trace is concerned.
 *
 * <pre>{@code
 * XrayFutures.supplyAsync(() -> load(id), pool)
 *     .thenCompose(order -> XrayFutures.propagating(client.send(order)))
 *     .whenComplete((reply, thrown) -> log(reply));
 * }</pre>
 *
 * <p>The function given to {@code thenApply}, {@code handle}, {@code whenComplete} and all the
 * others, with {@code Async} or without, runs at the position of the thread that called that
 * method, on whatever thread the future is completed; so two requests that wait for one future do
 * not mix. A stage attached at no position runs at none, whatever the completing thread has. What
 * such a method returns is a future of the same kind; so are {@code copy},
 * {@code toCompletableFuture} and {@code minimalCompletionStage}. {@link CompletableFuture#allOf}
 * and {@code anyOf} make plain ones: give these to {@link #propagating(CompletionStage)}.
 *
 * <p>In all other respects these are the JDK's futures: default executor, timeouts, and exceptions,
 * which are the same instances in the same wrapping.
 */
public final class XrayFutures {

  private XrayFutures() {}

  /**
   * As {@link CompletableFuture#supplyAsync(Supplier)}; {@code supplier} runs at the caller's
   * position.
   */
  public static <T extends @Nullable Object> CompletableFuture<T> supplyAsync(
      Supplier<T> supplier) {
    return new PropagatingFuture<T>().completeAsync(supplier);
  }

  /**
   * As {@link CompletableFuture#supplyAsync(Supplier, Executor)}; {@code supplier} runs at the
   * caller's position.
   */
  public static <T extends @Nullable Object> CompletableFuture<T> supplyAsync(
      Supplier<T> supplier, Executor executor) {
    return new PropagatingFuture<T>().completeAsync(supplier, executor);
  }

  /**
   * As {@link CompletableFuture#runAsync(Runnable)}; {@code task} runs at the caller's position.
   */
  public static CompletableFuture<@Nullable Void> runAsync(Runnable task) {
    return new PropagatingFuture<@Nullable Void>().completeAsync(withoutResult(task));
  }

  /**
   * As {@link CompletableFuture#runAsync(Runnable, Executor)}; {@code task} runs at the caller's
   * position.
   */
  public static CompletableFuture<@Nullable Void> runAsync(Runnable task, Executor executor) {
    return new PropagatingFuture<@Nullable Void>().completeAsync(withoutResult(task), executor);
  }

  private static Supplier<@Nullable Void> withoutResult(Runnable task) {
    Objects.requireNonNull(task, "task");
    return () -> {
      task.run();
      return null;
    };
  }

  /**
   * A future that stands for {@code source} and carries positions.
   *
   * <p>It is completed as {@code source} is, on the same thread, by the same exception. To cancel
   * it, to complete it, to obtrude it, or to let it run into a timeout does the same to
   * {@code source}, or to the future {@code source} gives out if it is a stage of another kind;
   * what that does to the work behind it is the source's affair. A minimal stage, and any other
   * that refuses, stays as it is. The source is told last, after the dependents of this future.
   * Dependents are only that, as with the JDK's: to cancel what {@code thenApply} or {@code copy}
   * returned cancels nothing else. A source that is obtruded after it was complete is not followed.
   *
   * @param source what to stand for; may be shared, and be given here any number of times
   * @return another object than {@code source}, unless that carries positions already
   */
  public static <T extends @Nullable Object> CompletableFuture<T> propagating(
      CompletionStage<T> source) {
    return Objects.requireNonNull(source, "source") instanceof PropagatingFuture<T> already
            && !(source instanceof PropagatingStage)
        ? already
        : PropagatingFuture.of(source);
  }

  /**
   * A view of a client whose futures carry positions: what its methods declared as
   * {@link CompletableFuture} or {@link CompletionStage} return is given out by
   * {@link #propagating(CompletionStage)}.
   *
   * <pre>{@code
   * DynamoDbAsyncClient dynamo =
   *     XrayFutures.propagating(DynamoDbAsyncClient.class, DynamoDbAsyncClient.create());
   * }</pre>
   *
   * <p>All calls, those of default methods and of {@code equals}, {@code hashCode} and
   * {@code toString} too, go to {@code client}, on the caller's thread, and throw what it throws.
   *
   * @param type the interface of the view
   * @param client what to pass calls on to
   * @return {@code client} itself if it is such a view already
   * @throws IllegalArgumentException if {@code type} is no interface, or one a proxy cannot have
   */
  public static <T> T propagating(Class<T> type, T client) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(client, "client");
    if (!type.isInterface()) {
      throw new IllegalArgumentException(
          "type is " + type.getName() + "; accepted is an interface, such as the client's");
    }
    return PropagatingClient.of(type, type.cast(client));
  }
}
