// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * Drop-in mode is on Lambda where the environment says so: the law about Lambda runs in a process
 * with such an environment.
 */
class DropInOnLambdaTest {

  @Test
  void lambdaLaw_isKept() {
    assertThat(onLambda())
        .hasSize(4)
        .allSatisfy(outcome ->
            assertThat(outcome.status()).as(outcome.when()).isEqualTo(Status.SUCCESSFUL));
  }

  /** The outcomes, with those about Lambda from a process that is one. */
  static List<LawOutcome> withLambda(List<LawOutcome> elsewhere) {
    List<LawOutcome> all = new ArrayList<>(elsewhere);
    all.removeIf(outcome -> outcome.law() == Law.LAMBDA);
    all.addAll(onLambda());
    return all;
  }

  private static List<LawOutcome> onLambda() {
    ChildJvm.Result result =
        ChildJvm.run(Main.class, Map.of("LAMBDA_TASK_ROOT", "/var/task"), Duration.ofSeconds(60));
    assertThat(result.ended()).as(result.output()).isTrue();
    return result
        .output()
        .lines()
        .filter(line -> line.startsWith("law:"))
        .map(Main::read)
        .toList();
  }

  /** Runs the laws there, and prints how the one about Lambda went. */
  static final class Main {
    public static void main(String[] arguments) {
      LawOutcome.of(DropInContextLawsTest.class).stream()
          .filter(outcome -> outcome.law() == Law.LAMBDA)
          .forEach(outcome -> System.out.println("law:" + outcome.status() + ":" + outcome.when()));
      System.exit(0);
    }

    private static LawOutcome read(String line) {
      String[] parts = line.split(":", 3);
      return new LawOutcome(Law.LAMBDA, parts[2], Status.valueOf(parts[1]), "");
    }
  }
}
