// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** {@link XrayFutures#propagating(Class, Object)}. */
class ClientViewTest extends Traced {

  /** Not public, as an application's own client may be. */
  interface Client {
    CompletableFuture<String> get(String key);

    CompletionStage<String> stage();

    CompletableFuture<String> nothing();

    Object untyped();

    int count(String... words);

    void failing() throws IOException;

    default CompletableFuture<String> get() {
      return get("default");
    }

    default CompletableFuture<String> build(Consumer<StringBuilder> key) {
      StringBuilder built = new StringBuilder();
      key.accept(built);
      return get(built.toString());
    }
  }

  private final CompletableFuture<String> pending = new CompletableFuture<>();
  private final IOException thrown = new IOException("mine");

  private final class Real implements Client {
    @Override
    public CompletableFuture<String> get(String key) {
      return pending.thenApply(value -> key + " " + value);
    }

    @Override
    public CompletionStage<String> stage() {
      return pending;
    }

    @Override
    public CompletableFuture<String> nothing() {
      return null;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a client whose signature hides the future
    public Object untyped() {
      return pending;
    }

    @Override
    public int count(String... words) {
      return words.length;
    }

    @Override
    public void failing() throws IOException {
      throw thrown;
    }

    @Override
    public String toString() {
      return "real";
    }
  }

  private final Client real = new Real();
  private final Client view = XrayFutures.propagating(Client.class, real);

  @Test
  void futures_carryPositions() {
    List<CompletableFuture<?>> all = request(
        "request",
        () -> List.of(
            view.get("key").thenApply(value -> unit(value, 1)),
            view.get().thenApply(value -> unit(value, 2)),
            view.build(key -> key.append("built")).thenApply(value -> unit(value, 3)),
            view.stage().thenApply(value -> unit("stage " + value, 4)).toCompletableFuture()));
    request("other", () -> pending.complete("v"));
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();

    assertThat(below("request"))
        .containsExactlyInAnyOrder("key v", "default v", "built v", "stage v");
    assertThat(below("other")).isEmpty();
  }

  @Test
  void otherResults_areAsTheyAre() {
    assertThat(view.nothing()).isNull();
    assertThat(view.untyped()).isSameAs(pending);
    assertThat(view.count()).isZero();
    assertThat(view.count("a", "b")).isEqualTo(2);
  }

  @Test
  void exceptions_areTheSameInstances() {
    assertThatThrownBy(view::failing).isSameAs(thrown);
  }

  @Test
  void cancel_reachesTheClientsFuture() {
    view.stage().toCompletableFuture().cancel(true);

    assertThat(pending).isCancelled();
  }

  @Test
  void objectMethods_areTheClients() {
    assertThat(view).hasToString("real").hasSameHashCodeAs(real).isNotSameAs(real);
    assertThat(view.equals(view)).isTrue();
    assertThat(view.equals(real)).isTrue();
    assertThat(view.equals(XrayFutures.propagating(Client.class, real))).isTrue();
    assertThat(view.equals(XrayFutures.propagating(Client.class, new Real()))).isFalse();
    assertThat(view.equals(null)).isFalse();
  }

  @Test
  void viewOfAView_isTheView() {
    assertThat(XrayFutures.propagating(Client.class, view)).isSameAs(view);
  }

  @Test
  void wrongTypes_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> XrayFutures.propagating(Object.class, real))
        .withMessage("type is java.lang.Object; accepted is an interface, such as the client's");
    assertThatThrownBy(() -> XrayFutures.propagating(Client.class, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("client");
  }
}
