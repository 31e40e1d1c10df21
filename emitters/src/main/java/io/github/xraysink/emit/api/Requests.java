// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.context.XraySegments;
import io.github.xraysink.emit.TraceDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.xray.model.PutTraceSegmentsRequest;
import software.amazon.awssdk.services.xray.model.PutTraceSegmentsResponse;

/** Makes the requests of a transport, outside any trace, and counts what they met. */
final class Requests {

  private final ApiClient client;
  private final Limits limits;
  private final @Nullable Telemetry telemetry;
  private final Unprocessed unprocessed = new Unprocessed();
  private final LongAdder repeated = new LongAdder();

  Requests(ApiClient client, Limits limits, @Nullable Telemetry telemetry) {
    this.client = client;
    this.limits = limits;
    this.telemetry = telemetry;
  }

  Limits limits() {
    return limits;
  }

  Unprocessed unprocessed() {
    return unprocessed;
  }

  void repeated(int requests) {
    repeated.add(requests);
  }

  long repeated() {
    return repeated.sum();
  }

  void failed(Failure failure) {
    if (telemetry != null) {
      telemetry.failed(failure);
    }
  }

  /**
   * Sends one request. Whatever goes wrong is in the future; nothing is thrown.
   *
   * @param timeout for the whole call, repetitions of the client's own included
   */
  CompletableFuture<PutTraceSegmentsResponse> put(List<TraceDocument> documents, Duration timeout) {
    try {
      PutTraceSegmentsRequest request = PutTraceSegmentsRequest.builder()
          .traceSegmentDocuments(documents.stream().map(Requests::text).toList())
          .overrideConfiguration(client.within(timeout))
          .build();
      // A client of the user's may have interceptors that trace every AWS client.
      return XraySegments.callUntraced(() -> client.sdk().putTraceSegments(request));
    } catch (Throwable thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private static String text(TraceDocument document) {
    return new String(document.json(), StandardCharsets.UTF_8);
  }
}
