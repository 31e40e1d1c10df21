// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.entities.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class XrayFuturesTest extends Traced {

  private final ExecutorService plain = ending(Executors.newFixedThreadPool(2));

  private Optional<Entity> here() {
    return Optional.ofNullable(recorder.getTraceEntity());
  }

  @Test
  void siblingsOfFive_areSiblings() {
    CountDownLatch allBegun = new CountDownLatch(5);
    ExecutorService five = ending(Executors.newFixedThreadPool(5));
    request("request", () -> {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String name = "task " + i;
        all.add(XrayFutures.runAsync(
            () -> {
              recorder.beginSubsegment(name);
              allBegun.countDown();
              awaitLatch(allBegun);
              recorder.endSubsegment();
            },
            five));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    });

    assertThat(below("request"))
        .containsExactlyInAnyOrder("task 0", "task 1", "task 2", "task 3", "task 4");
  }

  @Test
  void factories_runAtTheCallersPosition() {
    request("request", () -> {
      assertThat(XrayFutures.supplyAsync(() -> unit("supply", 1)).join()).isEqualTo(1);
      assertThat(XrayFutures.supplyAsync(() -> unit("supply on", 2), plain).join())
          .isEqualTo(2);
      assertThat(XrayFutures.runAsync(() -> unit("run")).join()).isNull();
      assertThat(XrayFutures.runAsync(() -> unit("run on"), plain).join()).isNull();
      assertThat(XrayFutures.<Object>supplyAsync(() -> null).join()).isNull();
    });

    assertThat(below("request")).containsExactly("supply", "supply on", "run", "run on");
    assertThat(XrayFutures.supplyAsync(() -> 1).defaultExecutor())
        .isSameAs(new CompletableFuture<>().defaultExecutor());
  }

  @Test
  void sharedFuture_runsEachStageWhereItWasAttached() {
    CompletableFuture<String> shared = new CompletableFuture<>();
    CompletableFuture<String> carrying = XrayFutures.propagating(shared);
    CompletableFuture<Optional<Entity>> nowhere = carrying.thenApply(value -> here());
    CompletableFuture<Integer> first =
        request("first", () -> carrying.thenApply(value -> unit("of first", 1)));
    CompletableFuture<Integer> second =
        request("second", () -> carrying.thenApply(value -> unit("of second", 2)));

    request("completing", () -> {
      shared.complete("value");
      assertThat(here().map(Entity::getName)).contains("completing");
    });

    assertThat(first.join() + second.join()).isEqualTo(3);
    assertThat(nowhere.join()).isEmpty();
    assertThat(below("first")).containsExactly("of first");
    assertThat(below("second")).containsExactly("of second");
    assertThat(below("completing")).isEmpty();
  }

  @Test
  void stageOfAStage_runsWhereItWasAttached() throws Exception {
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<Integer> last = request("request", () -> {
      CompletableFuture<Integer> early =
          XrayFutures.propagating(source).thenApply(value -> unit("outside", 1));
      recorder.beginSubsegment("inside");
      CompletableFuture<Integer> late =
          early.thenComposeAsync(i -> CompletableFuture.completedFuture(unit("below", i + 1)));
      recorder.endSubsegment();
      return late;
    });
    plain.submit(() -> source.complete("value")).get();

    assertThat(last.get()).isEqualTo(2);
    awaitEntities(4);
    assertThat(below("request")).containsExactlyInAnyOrder("inside", "outside");
    assertThat(below("inside")).containsExactly("below");
    assertThat(plain.submit(() -> Position.current() == null).get()).isTrue();
  }

  @Test
  void cancel_reachesTheSource_andTellsDependents() {
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<String> carrying = XrayFutures.propagating(source);
    CompletableFuture<String> dependent = carrying.thenApply(value -> value);

    assertThat(carrying.cancel(true)).isTrue();

    assertThat(source).isCancelled();
    assertThat(carrying).isCancelled();
    assertThat(dependent).isCompletedExceptionally();
    assertThat(dependent.isCancelled()).isEqualTo(source.thenApply(v -> v).isCancelled());
  }

  @Test
  void cancel_passesTheFlagToTheSource_once() {
    List<Boolean> flags = new ArrayList<>();
    CompletableFuture<String> source = new CompletableFuture<>() {
      @Override
      public boolean cancel(boolean mayInterruptIfRunning) {
        flags.add(mayInterruptIfRunning);
        return super.cancel(mayInterruptIfRunning);
      }
    };
    CompletableFuture<String> carrying = XrayFutures.propagating(source);

    carrying.cancel(true);
    carrying.cancel(false);

    assertThat(flags).containsExactly(true);
  }

  @Test
  void cancel_ofADependent_doesNotReachTheSource() {
    CompletableFuture<String> source = new CompletableFuture<>();
    XrayFutures.propagating(source).thenApply(value -> value).cancel(true);
    XrayFutures.propagating(source).copy().cancel(true);

    assertThat(source).isNotDone();
  }

  @Test
  void cancel_ofAStageWithoutFuture_isHarmless() {
    CompletableFuture<String> hidden = new CompletableFuture<>();
    CompletableFuture<String> carrying = XrayFutures.propagating(hidden.minimalCompletionStage());

    assertThat(carrying.cancel(true)).isTrue();
    assertThat(carrying).isCancelled();
    assertThat(hidden).isNotDone();
  }

  @Test
  void cancelledSource_cancelsTheFuture() {
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<String> carrying = XrayFutures.propagating(source);

    source.cancel(true);

    assertThat(carrying.isCancelled()).isTrue();
    assertThatThrownBy(carrying::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void completing_reachesTheSource() {
    CompletableFuture<String> source = new CompletableFuture<>();
    assertThat(XrayFutures.propagating(source).complete("mine")).isTrue();
    assertThat(source).isCompletedWithValue("mine");

    IllegalStateException thrown = new IllegalStateException();
    CompletableFuture<String> failing = new CompletableFuture<>();
    assertThat(XrayFutures.propagating(failing).completeExceptionally(thrown)).isTrue();
    assertThatThrownBy(failing::get).cause().isSameAs(thrown);

    CompletableFuture<String> done = CompletableFuture.completedFuture("first");
    assertThat(XrayFutures.propagating(done).complete("second")).isFalse();
    assertThat(done).isCompletedWithValue("first");
  }

  @Test
  void completeAsync_runsAtThePosition_andReachesTheSource() {
    CompletableFuture<Integer> source = new CompletableFuture<>();
    request("request", () -> {
      XrayFutures.propagating(source).completeAsync(() -> unit("child", 1));
      assertThat(source.join()).isEqualTo(1);
    });
    awaitEntities(2);
    assertThat(below("request")).containsExactly("child");

    IllegalStateException thrown = new IllegalStateException();
    CompletableFuture<Integer> failing = new CompletableFuture<>();
    XrayFutures.propagating(failing)
        .completeAsync(
            () -> {
              throw thrown;
            },
            plain);
    assertThatThrownBy(failing::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(thrown);
  }

  @Test
  void timeouts_areTheJdks_andReachTheSource() throws Exception {
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<String> carrying = XrayFutures.propagating(source);
    CompletableFuture<Integer> dependent =
        request("request", () -> carrying.handle((value, thrown) -> unit("after timeout", 1)));
    assertThat(carrying.orTimeout(1, TimeUnit.MILLISECONDS)).isSameAs(carrying);

    assertThat(dependent.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThatThrownBy(carrying::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    // The source is told after the dependents, on the timer's thread.
    await().until(source::isCompletedExceptionally);
    assertThat(below("request")).containsExactly("after timeout");

    CompletableFuture<String> slow = new CompletableFuture<>();
    assertThat(XrayFutures.propagating(slow)
            .completeOnTimeout("default", 1, TimeUnit.MILLISECONDS)
            .get(10, TimeUnit.SECONDS))
        .isEqualTo("default");
    assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo("default");
  }

  @Test
  void exceptions_areTheSameInstancesInTheSameWrapping() {
    IllegalStateException thrown = new IllegalStateException("mine");
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<String> stageOfSource = source.thenApply(value -> value);
    CompletableFuture<String> direct = XrayFutures.propagating(source);
    CompletableFuture<String> indirect = XrayFutures.propagating(stageOfSource);
    source.completeExceptionally(thrown);

    assertThat(seenBy(direct)).isSameAs(seenBy(source)).isSameAs(thrown);
    assertThat(seenBy(indirect)).isSameAs(seenBy(stageOfSource)).hasCause(thrown);
    assertThatThrownBy(direct::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(thrown);
    assertThatThrownBy(indirect::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(thrown);
    CompletableFuture<String> failing = XrayFutures.supplyAsync(() -> {
      throw thrown;
    });
    assertThatThrownBy(failing::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(thrown);
    assertThat(direct.exceptionally(t -> "recovered").join()).isEqualTo("recovered");
  }

  private static Throwable seenBy(CompletionStage<?> stage) {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    stage.whenComplete((value, thrown) -> seen.complete(thrown));
    return seen.join();
  }

  @Test
  void obtruding_reachesTheSource() {
    CompletableFuture<String> source = CompletableFuture.completedFuture("first");
    CompletableFuture<String> carrying = XrayFutures.propagating(source);

    carrying.obtrudeValue("second");
    assertThat(source.join()).isEqualTo("second");
    assertThat(carrying.join()).isEqualTo("second");

    IllegalStateException thrown = new IllegalStateException();
    carrying.obtrudeException(thrown);
    assertThatThrownBy(source::join).cause().isSameAs(thrown);
    assertThatThrownBy(carrying::join).cause().isSameAs(thrown);
  }

  @Test
  void wrappingTwice_givesTheSameFuture() {
    CompletableFuture<String> carrying = XrayFutures.propagating(new CompletableFuture<String>());

    assertThat(XrayFutures.propagating(carrying)).isSameAs(carrying);
    assertThat(carrying.toCompletableFuture()).isSameAs(carrying);
    assertThatThrownBy(() -> XrayFutures.propagating((CompletionStage<String>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("source");
    assertThatThrownBy(() -> XrayFutures.runAsync(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> XrayFutures.supplyAsync(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> carrying.thenApply(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> carrying.thenRunAsync(() -> {}, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void rejectedTask_isTheExecutorsToReport() {
    plain.shutdown();

    assertThatThrownBy(() -> XrayFutures.supplyAsync(() -> 1, plain))
        .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
  }

  @Test
  void minimalStage_isNothingButAStage_andCarries() {
    IllegalStateException thrown = new IllegalStateException();
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletionStage<String> stage = XrayFutures.propagating(source).minimalCompletionStage();
    CompletableFuture<Object> fromRequest = request(
        "request",
        () -> stage.handle((value, t) -> (Object) unit("child", t)).toCompletableFuture());
    source.completeExceptionally(thrown);

    assertThat(fromRequest.join()).isInstanceOf(CompletionException.class);
    assertThat(((Throwable) fromRequest.join()).getCause()).isSameAs(thrown);
    assertThat(below("request")).containsExactly("child");
    CompletableFuture<String> onlyStage = (CompletableFuture<String>) stage;
    for (Runnable refused : List.<Runnable>of(
        onlyStage::join,
        () -> onlyStage.getNow(""),
        onlyStage::isDone,
        onlyStage::isCancelled,
        onlyStage::isCompletedExceptionally,
        onlyStage::getNumberOfDependents,
        () -> onlyStage.complete(""),
        () -> onlyStage.completeExceptionally(thrown),
        () -> onlyStage.cancel(true),
        () -> onlyStage.obtrudeValue(""),
        () -> onlyStage.obtrudeException(thrown),
        () -> onlyStage.completeAsync(() -> ""),
        () -> onlyStage.orTimeout(1, TimeUnit.SECONDS),
        () -> onlyStage.completeOnTimeout("", 1, TimeUnit.SECONDS))) {
      assertThatThrownBy(refused::run).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThatThrownBy(onlyStage::get).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> onlyStage.get(1, TimeUnit.SECONDS))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> stage.toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(thrown);
    assertThat(XrayFutures.propagating(stage)).isCompletedExceptionally();
  }

  @Test
  void failingStage_leavesTheThreadClean() throws Exception {
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<Object> failing = request(
        "request",
        () -> XrayFutures.propagating(source).thenApply(value -> {
          recorder.beginSubsegment("left open");
          throw new IllegalStateException("mine");
        }));
    Future<Optional<Entity>> after = plain.submit(() -> {
      source.complete("value");
      return here();
    });

    assertThat(after.get()).isEmpty();
    assertThat(failing).isCompletedExceptionally();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }
}
