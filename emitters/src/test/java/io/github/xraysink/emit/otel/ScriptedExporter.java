// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An exporter that keeps what it is given, and answers as it is told. */
final class ScriptedExporter implements SpanExporter {

  final List<List<SpanData>> calls = new CopyOnWriteArrayList<>();
  final AtomicInteger flushed = new AtomicInteger();
  final AtomicInteger shutDown = new AtomicInteger();
  volatile Function<List<SpanData>, CompletableResultCode> answer =
      spans -> CompletableResultCode.ofSuccess();
  volatile CompletableResultCode shutdownAnswer = CompletableResultCode.ofSuccess();

  List<ReadSpan> spans() {
    List<ReadSpan> spans = new ArrayList<>();
    calls.forEach(call -> call.forEach(span -> spans.add(ReadSpan.of(span))));
    return spans;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    List<SpanData> copy = List.copyOf(spans);
    calls.add(copy);
    return answer.apply(copy);
  }

  @Override
  public CompletableResultCode flush() {
    flushed.incrementAndGet();
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    shutDown.incrementAndGet();
    return shutdownAnswer;
  }
}
