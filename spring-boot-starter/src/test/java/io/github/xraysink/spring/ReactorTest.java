// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;

import com.amazonaws.xray.emitters.Emitter;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.CapturingEmitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ReactorTest {

  private final CapturingEmitter emitter = new CapturingEmitter();
  private final ApplicationContextRunner contexts = Contexts.plain()
      .withBean(Emitter.class, () -> emitter)
      .withPropertyValues("xraysink.sampling.mode=all");

  @BeforeEach
  @AfterEach
  void reset() {
    Hooks.disableAutomaticContextPropagation();
  }

  private static void request() {
    XraySegments.run(
        "request",
        () -> Mono.just("order")
            .publishOn(Schedulers.boundedElastic())
            .doOnNext(order -> XraySubsegments.run("in an operator", () -> {}))
            .block());
  }

  @Test
  void operator_isWhereItsSubscriberWas() {
    contexts.run(context -> request());

    assertThat(emitter.traces()).entity("in an operator").isChildOf("request");
  }

  @Test
  void operator_isNowhereIfPropagationIsLimited() {
    contexts
        .withPropertyValues("spring.reactor.context-propagation=limited")
        .run(context -> request());

    assertThat(emitter.traces()).entity("request").hasNoChildren();
  }
}
