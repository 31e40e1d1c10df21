// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;

/** Where spans go while something is measured. */
final class OpenTelemetrySinks {

  private OpenTelemetrySinks() {}

  /** Takes every span that ends and does nothing. */
  static SpanProcessor discard() {
    return new SpanProcessor() {
      @Override
      public void onStart(Context parentContext, ReadWriteSpan span) {}

      @Override
      public boolean isStartRequired() {
        return false;
      }

      @Override
      public void onEnd(ReadableSpan span) {}

      @Override
      public boolean isEndRequired() {
        return true;
      }
    };
  }

  /** The processor users are told to have, with room for as many spans as our own queue. */
  static SpanProcessor batching(SpanExporter exporter) {
    return BatchSpanProcessor.builder(exporter).setMaxQueueSize(10_000).build();
  }

  /** Writes spans as OTLP and throws the bytes away: there is nobody to send them to. */
  static SpanExporter marshaling() {
    return new SpanExporter() {
      @Override
      public CompletableResultCode export(Collection<SpanData> spans) {
        try {
          TraceRequestMarshaler.create(spans).writeBinaryTo(OutputStream.nullOutputStream());
          return CompletableResultCode.ofSuccess();
        } catch (IOException e) {
          return CompletableResultCode.ofFailure();
        }
      }

      @Override
      public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
      }

      @Override
      public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
      }
    };
  }
}
