// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes from within a test, and tells how each of their tests went. */
final class TestRuns {

  private TestRuns() {}

  /** The outcome of each test method of {@code testClass}, in the order in which they ran. */
  static Map<Method, TestExecutionResult> run(Class<?> testClass) {
    Map<Method, TestExecutionResult> results = new LinkedHashMap<>();
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClass(testClass))
        .build();
    TestExecutionListener listener = new TestExecutionListener() {
      @Override
      public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
          MethodSource source = (MethodSource) test.getSource().orElseThrow();
          results.put(source.getJavaMethod(), result);
        }
      }
    };
    LauncherFactory.create().execute(request, listener);
    return results;
  }

  /** Why classes and methods of {@code testClass} were skipped. */
  static List<String> skipped(Class<?> testClass) {
    List<String> reasons = new ArrayList<>();
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClass(testClass))
        .build();
    TestExecutionListener listener = new TestExecutionListener() {
      @Override
      public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
          reasons.add(
              result.getStatus() + ": " + result.getThrowable().orElseThrow().getMessage());
        }
      }
    };
    LauncherFactory.create().execute(request, listener);
    return reasons;
  }
}
