// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;

import io.github.xraysink.context.Xraysink;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.util.List;
import java.util.NoSuchElementException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of a job's traces as a service of yours might have them, with the test kit alone. */
@ExtendWith(XrayExtension.class)
class OrderJobTest {

  @BeforeEach
  void run(Xraysink xraysink) throws Exception {
    try (OrderJob job = new OrderJob(new XraysinkTracing(xraysink))) {
      job.run();
    }
    xraysink.close();
  }

  @Test
  void fanOut_hangsBelowTheStepThatWaitsForIt(CapturedTraces traces) {
    assertThat(traces)
        .entity("reserve stock")
        .hasChildren("reserve tea", "reserve kettle", "reserve cups")
        .isChildOf(segment(traces, "place order"));
    assertThat(traces).entity("print card").isChildOf("wrap gift");
  }

  @Test
  void virtualThreads_areLikeAnyOther(CapturedTraces traces) {
    if (VirtualThreads.available()) {
      assertThat(traces).entity("label parcels").hasChildren("label box", "label tube");
    } else {
      assertThat(traces).hasNoEntity("label parcels");
    }
  }

  @Test
  void callsUnderWayAtOnce_areSiblings(CapturedTraces traces) {
    assertThat(segment(traces, "quote shipping"))
        .hasChildren("ask airline", "ask railway", "ask shipping line");
  }

  @Test
  void failures_areFaultsOfTheirSteps(CapturedTraces traces) {
    assertThat(traces).entity("redeem voucher").hasExceptions(NoClassDefFoundError.class);
    assertThat(traces).entity("charge card").hasExceptions(Partners.PaymentDeclined.class);
    assertThat(traces).entity("debit account").hasNoFault();
    assertThat(segment(traces, "pay")).hasNoFault();
  }

  @Test
  void lateSteps_arriveOnceInTheirPlace(CapturedTraces traces) {
    assertThat(traces).entity("send mail").isSentOnce().isChildOf(segment(traces, "confirm"));
    assertThat(traces).entity("update statistics").isSentOnce().isChildOf(segment(traces, "ship"));
    assertThat(segment(traces, "confirm")).isSentOnce();
    assertThat(segment(traces, "ship")).isSentOnce();
  }

  @Test
  void stepWithoutEnd_isSentInProgress(CapturedTraces traces) {
    assertThat(traces)
        .entity("ask for score")
        .isInProgress()
        .isChildOf(segment(traces, "check fraud"));
    assertThat(segment(traces, "check fraud")).isSentOnce();
  }

  @Test
  void periodicTask_hasATraceForEachRun(CapturedTraces traces) {
    List<CapturedEntity> runs = traces.byName("carts");

    Assertions.assertThat(runs).hasSize(OrderJob.SWEEPS);
    Assertions.assertThat(runs).extracting(CapturedEntity::traceId).doesNotHaveDuplicates();
    runs.forEach(run -> assertThat(run).hasNoParent().hasChildren("delete abandoned"));
    assertThat(traces).hasTraces(6 + OrderJob.SWEEPS);
  }

  private static CapturedEntity segment(CapturedTraces traces, String request) {
    return traces.segments().stream()
        .filter(segment -> request.equals(segment.annotations().get("request")))
        .findFirst()
        .orElseThrow(
            () -> new NoSuchElementException("no segment of " + request + " in\n" + traces));
  }
}
