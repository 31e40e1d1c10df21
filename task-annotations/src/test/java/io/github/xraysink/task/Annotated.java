// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the tests annotate. */
interface Annotated {

  void plain();

  @XrayTask
  void onTheInterface();

  @XrayTask(path = "by/default")
  default String byDefault() {
    return "default";
  }

  String subsegment(String tenant);

  CompletionStage<String> stage(CompletableFuture<String> result);

  void failing(IOException failure) throws IOException;

  Mono<String> mono(Mono<String> source);

  Flux<Integer> flux(Flux<Integer> source);

  void notRecorded();

  void meta();

  void inherited();
}
