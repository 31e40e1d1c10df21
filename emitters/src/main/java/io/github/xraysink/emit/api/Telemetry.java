// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.context.XraySegments;
import io.github.xraysink.emit.Outcome;
import io.github.xraysink.internal.Guard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.xray.model.BackendConnectionErrors;
import software.amazon.awssdk.services.xray.model.PutTelemetryRecordsRequest;
import software.amazon.awssdk.services.xray.model.TelemetryRecord;

/**
 * Tells X-Ray once a minute, while there is traffic, how the sending goes, as the daemon does
 * ({@code PutTelemetryRecords}). Nobody waits for the answer, and a record that does not arrive is
 * lost. For one thread.
 */
final class Telemetry {

  private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ApiClient client;
  private final Duration requestTimeout;
  private final LongSupplier nanoClock;
  private long nextNanos;
  private int received;
  private int sent;
  private int spilled;
  private int rejected;
  private int timeouts;
  private int refusedConnections;
  private int status4xx;
  private int status5xx;
  private int unknownHosts;
  private int others;

  Telemetry(ApiClient client, Duration requestTimeout, LongSupplier nanoClock) {
    this.client = client;
    this.requestTimeout = requestTimeout;
    this.nanoClock = nanoClock;
    this.nextNanos = nanoClock.getAsLong() + PERIOD_NANOS;
  }

  void failed(Failure failure) {
    switch (failure.code()) {
      case "timeout" -> timeouts++;
      case "ConnectException" -> refusedConnections++;
      case "UnknownHostException" -> unknownHosts++;
      default -> status(failure.code());
    }
  }

  private void status(String code) {
    if (code.contains("HTTP 4")) {
      status4xx++;
    } else if (code.contains("HTTP 5")) {
      status5xx++;
    } else {
      others++;
    }
  }

  void settled(List<Outcome> outcomes) {
    received += outcomes.size();
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Sent) {
        sent++;
      } else if (outcome instanceof Outcome.Rejected) {
        rejected++;
      } else {
        spilled++;
      }
    }
    if (nanoClock.getAsLong() - nextNanos >= 0) {
      nextNanos = nanoClock.getAsLong() + PERIOD_NANOS;
      send();
    }
  }

  private void send() {
    PutTelemetryRecordsRequest request = PutTelemetryRecordsRequest.builder()
        .telemetryRecords(takeRecord())
        .overrideConfiguration(client.within(requestTimeout))
        .build();
    Guard.run("send telemetry to X-Ray", () -> {
      CompletableFuture<?> unused =
          XraySegments.callUntraced(() -> client.sdk().putTelemetryRecords(request));
    });
  }

  private TelemetryRecord takeRecord() {
    TelemetryRecord telemetry = TelemetryRecord.builder()
        .timestamp(Instant.now())
        .segmentsReceivedCount(received)
        .segmentsSentCount(sent)
        .segmentsSpilloverCount(spilled)
        .segmentsRejectedCount(rejected)
        .backendConnectionErrors(BackendConnectionErrors.builder()
            .timeoutCount(timeouts)
            .connectionRefusedCount(refusedConnections)
            .httpCode4XXCount(status4xx)
            .httpCode5XXCount(status5xx)
            .unknownHostCount(unknownHosts)
            .otherCount(others)
            .build())
        .build();
    received = 0;
    sent = 0;
    spilled = 0;
    rejected = 0;
    timeouts = 0;
    refusedConnections = 0;
    status4xx = 0;
    status5xx = 0;
    unknownHosts = 0;
    others = 0;
    return telemetry;
  }
}
