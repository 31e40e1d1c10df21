// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * How one test of a law went.
 *
 * @param when the situation
 * @param reason if it was not run: what the context cannot do
 */
record LawOutcome(Law law, String when, Status status, String reason) {

  /**
   * Runs the tests of laws in these classes. What depends on how threads race is left out: luck is
   * no outcome.
   */
  static List<LawOutcome> of(Class<?>... testClasses) {
    List<LawOutcome> outcomes = new ArrayList<>();
    for (Class<?> tests : testClasses) {
      TestRuns.run(tests).forEach((method, result) -> {
        Checks checks = method.getAnnotation(Checks.class);
        if (checks != null && !checks.race()) {
          String reason = result.getStatus() == Status.ABORTED ? reason(result) : "";
          outcomes.add(new LawOutcome(checks.value(), checks.when(), result.getStatus(), reason));
        }
      });
    }
    return outcomes;
  }

  private static String reason(TestExecutionResult result) {
    String message = result.getThrowable().map(Throwable::getMessage).orElse("");
    return message.substring(message.indexOf("cannot: ") + "cannot: ".length());
  }
}
