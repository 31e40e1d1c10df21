// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.internal.ScopeWatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one test has, from its beginning to its end. */
final class TestRecording {

  private final XrayExtension.Settings settings;
  private final CapturingEmitter emitter = new CapturingEmitter();
  private final ScopeLedger ledger = new ScopeLedger();
  private final Xraysink xraysink;
  private final @Nullable AWSXRayRecorder globalBefore;
  // Hides what the thread had before the test, and takes with it whatever the test leaves there.
  private final TraceScope fence = TraceSnapshot.none().restore();

  private TestRecording(XrayExtension.Settings settings) {
    this.settings = settings;
    this.xraysink = settings
        .configuration()
        .apply(Xraysink.builder().serviceName("test").samplingStrategy(new AllSamplingStrategy()))
        .emitter(emitter)
        .build();
    this.globalBefore = settings.global() ? AWSXRay.getGlobalRecorder() : null;
  }

  static TestRecording begin(XrayExtension.Settings settings) {
    TestRecording recording = new TestRecording(settings);
    ScopeWatch.watch(recording.ledger);
    if (settings.global()) {
      AWSXRay.setGlobalRecorder(recording.xraysink.recorder());
    }
    return recording;
  }

  /** What a test asked for. */
  Object part(Class<?> type) {
    if (type == Xraysink.class) {
      return xraysink;
    } else if (type == AWSXRayRecorder.class) {
      return xraysink.recorder();
    }
    return type == CapturedTraces.class ? emitter.traces() : emitter;
  }

  /**
   * Clears up and fails if something is wrong.
   *
   * @param testFailed how the test itself failed; what we find is then added to it
   */
  void end(@Nullable Throwable testFailed) {
    List<AssertionError> problems = new ArrayList<>();
    try {
      checkScopes(problems);
      checkThread(problems);
    } finally {
      ScopeWatch.watch(null);
      fence.close();
      xraysink.close();
      if (globalBefore != null) {
        AWSXRay.setGlobalRecorder(globalBefore);
      }
    }
    checkDocuments(problems);
    report(problems, testFailed);
  }

  private void checkScopes(List<AssertionError> problems) {
    if (settings.checkScopes()) {
      for (ScopeLedger.Trouble trouble : ledger.troubles()) {
        problems.add(new AssertionError(trouble.what(), trouble.where()));
      }
    }
  }

  private void checkThread(List<AssertionError> problems) {
    Entity left = xraysink.recorder().getTraceEntity();
    if (settings.checkThread() && left != null) {
      problems.add(new AssertionError("The test left a position on its thread: " + left));
    }
  }

  private void checkDocuments(List<AssertionError> problems) {
    try {
      if (settings.checkDuplicates()) {
        XrayAssertions.assertThat(emitter.traces()).hasNoDuplicates();
      }
      if (settings.checkDocuments()) {
        XrayAssertions.assertThat(emitter.traces()).hasOnlyValidDocuments();
      }
    } catch (AssertionError wrong) {
      problems.add(wrong);
    }
  }

  private static void report(List<AssertionError> problems, @Nullable Throwable testFailed) {
    if (problems.isEmpty()) {
      return;
    }
    if (testFailed != null) {
      problems.forEach(testFailed::addSuppressed);
      return;
    }
    AssertionError first = problems.get(0);
    problems.subList(1, problems.size()).forEach(first::addSuppressed);
    throw first;
  }
}
