// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A fault of the SDK's as a test: the same body passes with our context, in both modes, and fails
 * with the SDK's, for the reason we say. A fault that depends on how threads race is only reported
 * there.
 */
final class Regression {

  private static final System.Logger LOG = System.getLogger(Regression.class.getName());

  private Regression() {}

  /** What is done and must hold. */
  @FunctionalInterface
  interface Body {
    void run(Situation situation) throws Throwable;
  }

  /**
   * Passes in both modes; fails with the SDK's context with a message that contains
   * {@code sdkFailure}.
   */
  static Stream<DynamicTest> of(String sdkFailure, Body body) {
    return Stream.of(
        passes(ContextUnderTest.full(), body),
        passes(ContextUnderTest.dropIn(), body),
        fails(sdkFailure, body));
  }

  /** As {@link #of}, for what a recorder must do that is not the SDK's. */
  static Stream<DynamicTest> ofFull(String sdkFailure, Body body) {
    return Stream.of(passes(ContextUnderTest.full(), body), fails(sdkFailure, body));
  }

  /** Passes in both modes; what the SDK's context does is logged. */
  static Stream<DynamicTest> race(Body body) {
    return Stream.of(
        passes(ContextUnderTest.full(), body),
        passes(ContextUnderTest.dropIn(), body),
        DynamicTest.dynamicTest("with the SDK's context: reported only", () -> report(body)));
  }

  private static DynamicTest passes(ContextUnderTest context, Body body) {
    return DynamicTest.dynamicTest("passes with " + context.name(), () -> run(context, body));
  }

  private static DynamicTest fails(String sdkFailure, Body body) {
    return DynamicTest.dynamicTest(
        "fails with the SDK's context",
        () -> assertThat(catchThrowable(() -> run(new SdkContext(), body)))
            .as("how the SDK's context fails")
            .isNotNull()
            .hasMessageContaining(sdkFailure));
  }

  private static void report(Body body) {
    Throwable failure = catchThrowable(() -> run(new SdkContext(), body));
    String outcome = failure == null ? "got through this time" : firstLine(failure);
    LOG.log(System.Logger.Level.INFO, "With the SDK''s context: {0}", outcome);
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("failed");
  }

  private static void run(ContextUnderTest context, Body body) throws Throwable {
    Situation situation = new Situation(context);
    situation.buildRecorder();
    try {
      body.run(situation);
    } finally {
      situation.clearUp();
    }
  }
}
