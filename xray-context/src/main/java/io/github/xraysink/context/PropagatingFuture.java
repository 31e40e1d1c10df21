// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future that runs each dependent stage at the position of the thread that attached it, and makes
 * dependents of its own kind.
 *
 * <p>It may stand for a source. Then it takes over the source's result, and what is done to it, to
 * complete or to cancel it, is done to the source as well: whoever is given this future instead of
 * the source sees no difference.
 *
 * @param <T> the type of the result
 */
sealed class PropagatingFuture<T extends @Nullable Object> extends CompletableFuture<T>
    permits PropagatingStage {

  private final @Nullable CompletionStage<T> source;

  /** A future that somebody will complete. */
  PropagatingFuture() {
    this(null);
  }

  private PropagatingFuture(@Nullable CompletionStage<T> source) {
    this.source = source;
  }

  /** A future that stands for {@code source}. */
  static <T extends @Nullable Object> PropagatingFuture<T> of(CompletionStage<T> source) {
    PropagatingFuture<T> future = new PropagatingFuture<>(source);
    source.whenComplete(future::take);
    return future;
  }

  /** Completes this one as another was: the exception is the same one, in the same wrapping. */
  final void take(T result, @Nullable Throwable thrown) {
    if (thrown == null) {
      super.complete(result);
    } else {
      super.completeExceptionally(thrown);
    }
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    return new PropagatingFuture<>();
  }

  @Override
  public CompletionStage<T> minimalCompletionStage() {
    return PropagatingStage.of(this);
  }

  /** Attaches what is not the application's, and is not to carry a position. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for an action of ours
  final void whenDone(BiConsumer<? super T, ? super Throwable> action) {
    super.whenComplete(action);
  }

  // --- what is done to this future is done to its source ---

  @Override
  public boolean complete(T value) {
    boolean completed = super.complete(value);
    if (completed) {
      toSource(future -> future.complete(value));
    }
    return completed;
  }

  @Override
  public boolean completeExceptionally(Throwable thrown) {
    boolean completed = super.completeExceptionally(thrown);
    if (completed) {
      toSource(future -> future.completeExceptionally(thrown));
    }
    return completed;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean pending = !isDone();
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (pending && cancelled) {
      toSource(future -> future.cancel(mayInterruptIfRunning));
    }
    return cancelled;
  }

  private void toSource(Consumer<? super CompletableFuture<T>> action) {
    if (source == null) {
      return;
    }
    try {
      action.accept(
          source instanceof CompletableFuture<T> future ? future : source.toCompletableFuture());
    } catch (UnsupportedOperationException onlyStage) {
      // Nothing can be done to a minimal stage; a stage of another kind need not have a future at
      // all.
    }
  }

  @Override
  public void obtrudeValue(T value) {
    super.obtrudeValue(value);
    toSource(future -> future.obtrudeValue(value));
  }

  @Override
  public void obtrudeException(Throwable thrown) {
    super.obtrudeException(thrown);
    toSource(future -> future.obtrudeException(thrown));
  }

  @Override
  public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
    return completeAsync(supplier, defaultExecutor());
  }

  @Override
  public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
    Supplier<? extends T> here = TraceSnapshot.capture().wrap(supplier);
    return source == null ? super.completeAsync(here, executor) : completeBothAsync(here, executor);
  }

  private CompletableFuture<T> completeBothAsync(
      Supplier<? extends T> supplier, Executor executor) {
    executor.execute(() -> {
      if (!isDone()) {
        completeWith(supplier);
      }
    });
    return this;
  }

  private void completeWith(Supplier<? extends T> supplier) {
    try {
      complete(supplier.get());
    } catch (Throwable thrown) {
      completeExceptionally(
          thrown instanceof CompletionException ? thrown : new CompletionException(thrown));
    }
  }

  // --- what is attached here runs here ---

  private static Runnable here(Runnable action) {
    return TraceSnapshot.capture().wrap(action);
  }

  private static <A extends @Nullable Object> Consumer<A> here(Consumer<A> action) {
    return TraceSnapshot.capture().wrap(action);
  }

  private static <A extends @Nullable Object, B extends @Nullable Object> BiConsumer<A, B> here(
      BiConsumer<A, B> action) {
    return TraceSnapshot.capture().wrap(action);
  }

  private static <A extends @Nullable Object, R extends @Nullable Object> Function<A, R> here(
      Function<A, R> fn) {
    return TraceSnapshot.capture().wrap(fn);
  }

  private static <
          A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      BiFunction<A, B, R> here(BiFunction<A, B, R> fn) {
    return TraceSnapshot.capture().wrap(fn);
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> thenApply(
      Function<? super T, ? extends U> fn) {
    return super.thenApply(here(fn));
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> thenApplyAsync(
      Function<? super T, ? extends U> fn) {
    return super.thenApplyAsync(here(fn));
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> thenApplyAsync(
      Function<? super T, ? extends U> fn, Executor executor) {
    return super.thenApplyAsync(here(fn), executor);
  }

  @Override
  public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
    return super.thenAccept(here(action));
  }

  @Override
  public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action) {
    return super.thenAcceptAsync(here(action));
  }

  @Override
  public CompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
    return super.thenAcceptAsync(here(action), executor);
  }

  @Override
  public CompletableFuture<Void> thenRun(Runnable action) {
    return super.thenRun(here(action));
  }

  @Override
  public CompletableFuture<Void> thenRunAsync(Runnable action) {
    return super.thenRunAsync(here(action));
  }

  @Override
  public CompletableFuture<Void> thenRunAsync(Runnable action, Executor executor) {
    return super.thenRunAsync(here(action), executor);
  }

  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> CompletableFuture<V> thenCombine(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
    return super.thenCombine(other, here(fn));
  }

  @Override
  public <U extends @Nullable Object, V extends @Nullable Object>
      CompletableFuture<V> thenCombineAsync(
          CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
    return super.thenCombineAsync(other, here(fn));
  }

  @Override
  public <U extends @Nullable Object, V extends @Nullable Object>
      CompletableFuture<V> thenCombineAsync(
          CompletionStage<? extends U> other,
          BiFunction<? super T, ? super U, ? extends V> fn,
          Executor executor) {
    return super.thenCombineAsync(other, here(fn), executor);
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<Void> thenAcceptBoth(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
    return super.thenAcceptBoth(other, here(action));
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
    return super.thenAcceptBothAsync(other, here(action));
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other,
      BiConsumer<? super T, ? super U> action,
      Executor executor) {
    return super.thenAcceptBothAsync(other, here(action), executor);
  }

  @Override
  public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
    return super.runAfterBoth(other, here(action));
  }

  @Override
  public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
    return super.runAfterBothAsync(other, here(action));
  }

  @Override
  public CompletableFuture<Void> runAfterBothAsync(
      CompletionStage<?> other, Runnable action, Executor executor) {
    return super.runAfterBothAsync(other, here(action), executor);
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> applyToEither(
      CompletionStage<? extends T> other, Function<? super T, U> fn) {
    return super.applyToEither(other, here(fn));
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> fn) {
    return super.applyToEitherAsync(other, here(fn));
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
    return super.applyToEitherAsync(other, here(fn), executor);
  }

  @Override
  public CompletableFuture<Void> acceptEither(
      CompletionStage<? extends T> other, Consumer<? super T> action) {
    return super.acceptEither(other, here(action));
  }

  @Override
  public CompletableFuture<Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> action) {
    return super.acceptEitherAsync(other, here(action));
  }

  @Override
  public CompletableFuture<Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
    return super.acceptEitherAsync(other, here(action), executor);
  }

  @Override
  public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
    return super.runAfterEither(other, here(action));
  }

  @Override
  public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
    return super.runAfterEitherAsync(other, here(action));
  }

  @Override
  public CompletableFuture<Void> runAfterEitherAsync(
      CompletionStage<?> other, Runnable action, Executor executor) {
    return super.runAfterEitherAsync(other, here(action), executor);
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> thenCompose(
      Function<? super T, ? extends CompletionStage<U>> fn) {
    return super.thenCompose(here(fn));
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> fn) {
    return super.thenComposeAsync(here(fn));
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
    return super.thenComposeAsync(here(fn), executor);
  }

  @Override
  public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
    return super.whenComplete(here(action));
  }

  @Override
  public CompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
    return super.whenCompleteAsync(here(action));
  }

  @Override
  public CompletableFuture<T> whenCompleteAsync(
      BiConsumer<? super T, ? super Throwable> action, Executor executor) {
    return super.whenCompleteAsync(here(action), executor);
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> handle(
      BiFunction<? super T, Throwable, ? extends U> fn) {
    return super.handle(here(fn));
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> handleAsync(
      BiFunction<? super T, Throwable, ? extends U> fn) {
    return super.handleAsync(here(fn));
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> handleAsync(
      BiFunction<? super T, Throwable, ? extends U> fn, Executor executor) {
    return super.handleAsync(here(fn), executor);
  }

  @Override
  public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> fn) {
    return super.exceptionally(here(fn));
  }

  @Override
  public CompletableFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn) {
    return super.exceptionallyAsync(here(fn));
  }

  @Override
  public CompletableFuture<T> exceptionallyAsync(
      Function<Throwable, ? extends T> fn, Executor executor) {
    return super.exceptionallyAsync(here(fn), executor);
  }

  @Override
  public CompletableFuture<T> exceptionallyCompose(
      Function<Throwable, ? extends CompletionStage<T>> fn) {
    return super.exceptionallyCompose(here(fn));
  }

  @Override
  public CompletableFuture<T> exceptionallyComposeAsync(
      Function<Throwable, ? extends CompletionStage<T>> fn) {
    return super.exceptionallyComposeAsync(here(fn));
  }

  @Override
  public CompletableFuture<T> exceptionallyComposeAsync(
      Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
    return super.exceptionallyComposeAsync(here(fn), executor);
  }
}
