// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class AnnotatedJob extends AnnotatedBase implements Annotated {

  @XrayTask(
      name = "nightly",
      path = "/meta",
      annotations = {"kind", "cron"})
  @Retention(RetentionPolicy.RUNTIME)
  @interface Nightly {}

  @Override
  @XrayTask(annotations = {"tier", "gold"})
  public void plain() {}

  @Override
  public void onTheInterface() {}

  @Override
  @XraySubsegment(
      value = "sleep",
      annotations = {"duration", "1000ms"})
  public String subsegment(@XrayParam String tenant) {
    return tenant;
  }

  @Override
  @XrayTask
  public CompletionStage<String> stage(CompletableFuture<String> result) {
    return result;
  }

  @Override
  @XrayTask
  public void failing(IOException failure) throws IOException {
    throw failure;
  }

  @Override
  @XrayTask
  public Mono<String> mono(Mono<String> source) {
    return source;
  }

  @Override
  @XrayTask
  public Flux<Integer> flux(Flux<Integer> source) {
    return source;
  }

  @Override
  public void notRecorded() {}

  @Override
  @Nightly
  public void meta() {}

  @Override
  public void inherited() {
    super.inherited();
  }
}
