// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.AwsEmulator.Service;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.xray.XRayAsyncClient;
import software.amazon.awssdk.services.xray.model.PutTraceSegmentsResponse;
import software.amazon.awssdk.services.xray.model.Trace;

/** What X-Ray's API takes of ours, it gives back. */
@ExtendWith(XrayExtension.class)
class XrayApiIT {

  @RegisterExtension
  static final AwsEmulator AWS = AwsEmulator.offering(Service.XRAY);

  @Test
  void documents_comeBackAsTheyWent(AWSXRayRecorder recorder, CapturedTraces traces)
      throws JsonProcessingException {
    recorder.beginSegment("shop").putAnnotation("order", 7);
    XraySubsegments.run("price", () -> {});
    var late = recorder.beginSubsegment("late");
    recorder.endSegment();
    late.end();
    recorder.endSubsegment(late);
    traces.await(3);
    List<String> sent = traces.documents().stream().map(CapturedDocument::text).toList();

    try (SdkAsyncHttpClient http = NettyNioAsyncHttpClient.create();
        XRayAsyncClient xray =
            new AwsClients(http, AWS.endpoint()).untraced(XRayAsyncClient.builder())) {
      PutTraceSegmentsResponse put =
          xray.putTraceSegments(request -> request.traceSegmentDocuments(sent)).join();
      Trace trace = xray.batchGetTraces(request -> request.traceIds(traces.traceIds()))
          .join()
          .traces()
          .get(0);

      assertThat(put.unprocessedTraceSegments()).isEmpty();
      assertThat(trace.id()).isEqualTo(traces.traceIds().iterator().next());
      List<JsonNode> back = new ArrayList<>();
      for (var segment : trace.segments()) {
        back.add(Json.read(segment.document()));
      }
      assertThat(back)
          .containsExactlyInAnyOrderElementsOf(
              traces.documents().stream().map(CapturedDocument::root).toList());
    }
  }

  @Test
  void whatIsNoDocument_isRefused() {
    try (SdkAsyncHttpClient http = NettyNioAsyncHttpClient.create();
        XRayAsyncClient xray =
            new AwsClients(http, AWS.endpoint()).untraced(XRayAsyncClient.builder())) {
      PutTraceSegmentsResponse put = xray.putTraceSegments(
              request -> request.traceSegmentDocuments("{no json"))
          .join();

      assertThat(put.unprocessedTraceSegments()).hasSize(1);
    }
  }

  @Test
  void quickStart_isTrue() {
    assertThat(TestRuns.run(QuickStartTest.QueueIT.class).values())
        .singleElement()
        .satisfies(result -> assertThat(result.getThrowable()).isEmpty());
  }
}
