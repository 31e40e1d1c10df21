// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.xraysink.samples.lambda.RuntimeApi.Answer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Our checkpoint hooks, called by the real runtime interface client as for SnapStart. */
class SnapStartIT {

  private static final String HEADER =
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

  @Test
  void restoredFunction_beginsAfresh() throws Exception {
    try (Daemon daemon = Daemon.start();
        RuntimeApi api = RuntimeApi.start();
        FunctionProcess function = FunctionProcess.of(Restored.class)
            .environment("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")
            .option("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac")
            .start(api, daemon)) {
      assertThat(api.atCheckpoint().await(30, TimeUnit.SECONDS))
          .as(function.output())
          .isTrue();
      assertThat(daemon.documents()).isZero();

      api.restore();
      Answer answer = function.answer(api.invoke(HEADER, "{}"));

      assertThat(answer.body()).isEqualTo("\"fresh\"");
      await().until(() -> daemon.documents() == 2);
      assertThat(daemon.named("work")).hasSize(1);
      assertThat(function.output()).doesNotContain("Exception");
    }
  }
}
