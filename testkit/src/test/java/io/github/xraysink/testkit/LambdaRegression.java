// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.entities.Subsegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * Faults of the SDK's on Lambda. Drop-in mode takes part only where the environment says that the
 * process is a Lambda function, which a test cannot.
 */
class LambdaRegression {

  private static final String KEY = "AWS_LAMBDA_X_TRACE_ID";
  private static final String TRACE_A = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String TRACE_B = "1-5759e988-bd862e3fe1be46a994272794";
  private static final String A = "Root=" + TRACE_A + ";Parent=53995c3f42cd8ad8;Sampled=1";
  private static final String B = "Root=" + TRACE_B + ";Parent=53995c3f42cd8ad9;Sampled=1";
  // The same trace invokes the function again, from another segment.
  private static final String A_AGAIN = "Root=" + TRACE_A + ";Parent=53995c3f42cd8ada;Sampled=1";

  @AfterEach
  void forget() {
    SdkInternalThreadLocal.clear();
  }

  @TestFactory
  Stream<DynamicTest> lambdaSegmentCast() {
    return Regression.ofFull("cannot be cast", s -> {
      s.use(RecorderParts.of(s.emitter).onLambda());
      SdkInternalThreadLocal.put(KEY, A);
      s.recorder().beginSegment("handler");
      s.recorder().beginSubsegment("work");
      s.recorder().endSubsegment();
      s.recorder().endSegment();

      s.assertTraces().hasSegments().entity("work").isChildOf("handler");
      s.assertTraces().entity("handler").isSubsegment().hasParentId("53995c3f42cd8ad8");
    });
  }

  @TestFactory
  Stream<DynamicTest> lambdaLateChild() {
    return Regression.ofFull("each entity sent once complete", s -> {
      s.use(RecorderParts.of(s.emitter).onLambda());
      SdkInternalThreadLocal.put(KEY, A);
      List<Subsegment> late = new ArrayList<>();
      ExecutorService worker = s.pool(1);
      s.recorder().beginSubsegment("handler");
      LawsBase.on(worker, s.wrap(() -> late.add(s.recorder().beginSubsegment("late"))));
      s.recorder().endSubsegment();
      LawsBase.on(worker, () -> s.recorder().endSubsegment(late.get(0)));

      s.assertTraces().hasEntities(2).sentEachEntityOnce();
      s.assertTraces().entity("late").isChildOf("handler");
    });
  }

  @TestFactory
  Stream<DynamicTest> lambdaWarmWorker() {
    return Regression.ofFull("one entity named 'second task'", s -> {
      s.use(RecorderParts.of(s.emitter).onLambda());
      ExecutorService worker = s.pool(1);
      invocation(s, worker, A, "first");
      invocation(s, worker, A_AGAIN, "second");

      s.assertTraces().entity("second task").isSentOnce().isChildOf("second");
      s.assertTraces().entity("first task").isSentOnce().isChildOf("first");
    });
  }

  /**
   * With the SDK, as in its documentation: the worker is told the entity, and nobody takes it away
   * again.
   */
  private static void invocation(
      Situation s, ExecutorService worker, String header, String handler) {
    SdkInternalThreadLocal.put(KEY, header);
    Subsegment position = s.recorder().beginSubsegment(handler);
    boolean first = handler.equals("first");
    Runnable task = () -> {
      if (s.isSdk() && first) {
        s.moveTo(position);
      }
      s.recorder().beginSubsegment(handler + " task");
      s.recorder().endSubsegment();
    };
    LawsBase.on(worker, s.isSdk() ? task : s.wrap(task));
    s.recorder().endSubsegment();
  }

  @TestFactory
  Stream<DynamicTest> lambdaMixesInvocations() {
    return Regression.ofFull("to be in trace " + TRACE_B, s -> {
      s.use(RecorderParts.of(s.emitter).onLambda());
      ExecutorService handlerOfA = s.pool(1);
      ExecutorService handlerOfB = s.pool(1);
      ExecutorService shared = s.pool(1);
      LawsBase.on(handlerOfB, () -> SdkInternalThreadLocal.put(KEY, B));
      LawsBase.on(handlerOfA, () -> {
        SdkInternalThreadLocal.put(KEY, A);
        s.recorder().beginSubsegment("a");
        // Starts the shared thread, which inherits what the runtime says here: A.
        LawsBase.on(shared, () -> {});
      });
      LawsBase.on(handlerOfB, () -> {
        s.recorder().beginSubsegment("b");
        LawsBase.on(shared, s.wrap(() -> {
          s.recorder().beginSubsegment("task of b");
          s.recorder().endSubsegment();
        }));
        s.recorder().endSubsegment();
      });
      LawsBase.on(handlerOfA, () -> s.recorder().endSubsegment());

      s.assertTraces().entity("task of b").isInTrace(TRACE_B).isChildOf("b");
      s.assertTraces().entity("a").isInTrace(TRACE_A).hasNoChildren();
    });
  }
}
