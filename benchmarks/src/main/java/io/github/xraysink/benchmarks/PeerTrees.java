// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import brave.ScopedSpan;
import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.github.xraysink.benchmarks.DocumentBench.Size;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import zipkin2.reporter.brave.MutableSpanBytesEncoder;

/** What {@link TracedTree} is for OpenTelemetry and Brave. */
final class PeerTrees {

  private PeerTrees() {}

  static TracedTree openTelemetry(Size size) {
    Tracer tracer = SdkTracerProvider.builder()
        .addSpanProcessor(OpenTelemetrySinks.discard())
        .build()
        .get("benchmarks");
    List<SpanData> spans = new ArrayList<>();
    Span root = tracer.spanBuilder("storefront").startSpan();
    try (Scope scope = root.makeCurrent()) {
      for (int i = 0; i < size.children(); i++) {
        Span child = tracer.spanBuilder("inventory" + i).startSpan();
        fill(child, size);
        child.end();
        spans.add(((ReadableSpan) child).toSpanData());
      }
    }
    root.end();
    spans.add(((ReadableSpan) root).toSpanData());
    return new OtlpTree(spans);
  }

  private static final class OtlpTree extends TracedTree {
    private final List<SpanData> spans;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(65_536);

    OtlpTree(List<SpanData> spans) {
      this.spans = spans;
    }

    @Override
    int write() {
      out.reset();
      try {
        TraceRequestMarshaler.create(spans).writeBinaryTo(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.size();
    }

    @Override
    int writeJson() {
      out.reset();
      try {
        TraceRequestMarshaler.create(spans).writeJsonTo(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.size();
    }
  }

  private static void fill(Span child, Size size) {
    switch (size) {
      case SMALL -> {}
      case MEDIUM -> {
        child.setAttribute("http.request.method", "GET");
        child.setAttribute("url.full", TracedTree.URL);
        child.setAttribute("http.response.status_code", 200);
        child.setAttribute("http.response.body.size", 4096);
        child.setAttribute("rpc.method", "GetItem");
        child.setAttribute("cloud.region", "eu-central-1");
        child.setAttribute("aws.request_id", TracedTree.REQUEST_ID);
        annotate(child);
        child.setAttribute("note", TracedTree.NOTE);
        child.setAttribute("count", 42);
      }
      case LARGE -> annotate(child);
      case EXCEPTIONS -> child.recordException(TracedTree.failure());
    }
  }

  private static void annotate(Span child) {
    child.setAttribute("customer", "c-4711");
    child.setAttribute("items", 17);
    child.setAttribute("express", true);
    child.setAttribute("weight", 12.75);
  }

  static TracedTree brave(Size size) {
    List<MutableSpan> spans = new ArrayList<>();
    SpanHandler keeping = new SpanHandler() {
      @Override
      public boolean end(TraceContext context, MutableSpan span, Cause cause) {
        return spans.add(new MutableSpan(span));
      }
    };
    try (Tracing tracing = Tracing.newBuilder().addSpanHandler(keeping).build()) {
      ScopedSpan root = tracing.tracer().startScopedSpan("storefront");
      for (int i = 0; i < size.children(); i++) {
        ScopedSpan child = tracing.tracer().startScopedSpan("inventory" + i);
        fill(child, size);
        child.finish();
      }
      root.finish();
    }
    return new TracedTree() {
      @Override
      int write() {
        int bytes = 0;
        for (MutableSpan span : spans) {
          bytes += MutableSpanBytesEncoder.JSON_V2.encode(span).length;
        }
        return bytes;
      }
    };
  }

  private static void fill(ScopedSpan child, Size size) {
    switch (size) {
      case SMALL -> {}
      case MEDIUM -> {
        child.tag("http.method", "GET");
        child.tag("http.url", TracedTree.URL);
        child.tag("http.status_code", "200");
        child.tag("http.response.size", "4096");
        child.tag("rpc.method", "GetItem");
        child.tag("cloud.region", "eu-central-1");
        child.tag("aws.request_id", TracedTree.REQUEST_ID);
        annotate(child);
        child.tag("note", TracedTree.NOTE);
        child.tag("count", "42");
      }
      case LARGE -> annotate(child);
      case EXCEPTIONS -> child.error(TracedTree.failure());
    }
  }

  private static void annotate(ScopedSpan child) {
    child.tag("customer", "c-4711");
    child.tag("items", "17");
    child.tag("express", "true");
    child.tag("weight", "12.75");
  }
}
