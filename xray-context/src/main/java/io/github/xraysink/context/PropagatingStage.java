// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@link CompletableFuture#minimalCompletionStage} gives: nothing but a stage. Refuses what
 * the JDK's refuses.
 *
 * @param <T> the type of the result
 */
final class PropagatingStage<T extends @Nullable Object> extends PropagatingFuture<T> {

  private PropagatingStage() {}

  /** A stage that ends as {@code future} does, in the wrapping dependents get. */
  static <T extends @Nullable Object> CompletionStage<T> of(PropagatingFuture<T> future) {
    PropagatingStage<T> stage = new PropagatingStage<>();
    future.whenDone((result, thrown) -> stage.take(result, wrapped(thrown)));
    return stage;
  }

  private static @Nullable Throwable wrapped(@Nullable Throwable thrown) {
    return thrown == null || thrown instanceof CompletionException
        ? thrown
        : new CompletionException(thrown);
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    return new PropagatingStage<>();
  }

  @Override
  public CompletableFuture<T> toCompletableFuture() {
    PropagatingFuture<T> future = new PropagatingFuture<>();
    whenDone((result, thrown) -> future.take(result, wrapped(thrown)));
    return future;
  }

  private static UnsupportedOperationException onlyStage() {
    return new UnsupportedOperationException("a minimal completion stage is no future");
  }

  @Override
  public T get() {
    throw onlyStage();
  }

  @Override
  public T get(long timeout, TimeUnit unit) {
    throw onlyStage();
  }

  @Override
  public T getNow(T valueIfAbsent) {
    throw onlyStage();
  }

  @Override
  public T join() {
    throw onlyStage();
  }

  @Override
  public boolean complete(T value) {
    throw onlyStage();
  }

  @Override
  public boolean completeExceptionally(Throwable thrown) {
    throw onlyStage();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    throw onlyStage();
  }

  @Override
  public void obtrudeValue(T value) {
    throw onlyStage();
  }

  @Override
  public void obtrudeException(Throwable thrown) {
    throw onlyStage();
  }

  @Override
  public boolean isDone() {
    throw onlyStage();
  }

  @Override
  public boolean isCancelled() {
    throw onlyStage();
  }

  @Override
  public boolean isCompletedExceptionally() {
    throw onlyStage();
  }

  @Override
  public int getNumberOfDependents() {
    throw onlyStage();
  }

  @Override
  public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
    throw onlyStage();
  }

  @Override
  public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
    throw onlyStage();
  }

  @Override
  public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
    throw onlyStage();
  }

  // Without @Override: these are Java 19's.

  public T resultNow() {
    throw onlyStage();
  }

  public Throwable exceptionNow() {
    throw onlyStage();
  }
}
