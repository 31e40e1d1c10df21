// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.strategy.sampling.LocalizedSamplingStrategy;
import io.github.xraysink.context.HeaderFormat;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.logging.LoggingSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the README shows. */
class OpenTelemetryQuickStartTest {

  @Test
  void setting_makesAnEmitterThatConnectsToNothingYet() {
    // region: otlp
    Xraysink xraysink = Xraysink.builder()
        .serviceName("orders")
        .emitter("otlp")
        .samplingStrategy(new LocalizedSamplingStrategy())
        .build();
    // end region

    assertThat(xraysink.statsByDestination()).containsOnlyKeys("otlp");
    xraysink.close();
  }

  @Test
  void anyExporter_willDo() {
    ScriptedExporter exporter = new ScriptedExporter();
    // region: otel-exporter
    BoundedEmitter emitter = OpenTelemetryEmitter.builder(exporter)
        .resource(Resource.builder().put("deployment.environment.name", "test").build())
        .exportTimeout(Duration.ofSeconds(5))
        .build();
    Xraysink xraysink = Xraysink.builder()
        .emitter(emitter)
        .headers(HeaderFormat.W3C)
        .samplingStrategy(new LocalizedSamplingStrategy())
        .build();
    // end region

    try (emitter;
        xraysink) {
      XraySegments.with(xraysink.recorder())
          .run("orders", () -> assertThat(TraceHeaders.current()).containsOnlyKeys("traceparent"));
      assertThat(xraysink.flush(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(exporter.spans())
        .extracting(ReadSpan::resource)
        .singleElement()
        .satisfies(resource -> assertThat(resource)
            .containsEntry("service.name", "orders")
            .containsEntry("deployment.environment.name", "test"));
  }

  @Test
  void exporterOfOpenTelemetrys_thatWritesToTheLog() {
    try (BoundedEmitter emitter = OpenTelemetryEmitter.to(LoggingSpanExporter.create())) {
      emitter.accept(DocView.of(DocView.segment("logged", "00000000000000aa")));

      assertThat(emitter.flush(Duration.ofSeconds(10))).isTrue();
      assertThat(emitter.stats().entitiesSent()).isEqualTo(1);
    }
  }

  @Test
  void xraysOwnEndpoint_connectsToNothingYet() {
    // region: xray-otlp
    SpanExporter exporter = XrayOtlpExporter.create("eu-central-1");
    // end region

    assertThat(exporter.shutdown().isSuccess()).isTrue();
  }

  @Test
  void contexts_meetWhereTheApplicationSaysSo() {
    ScriptedExporter exporter = new ScriptedExporter();
    AWSXRayRecorder before = AWSXRay.getGlobalRecorder();
    BoundedEmitter emitter = OpenTelemetryEmitter.to(exporter);
    try (SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
        Xraysink xraysink = Xraysink.builder()
            .emitter(emitter)
            .samplingStrategy(new LocalizedSamplingStrategy())
            .install()) {
      Tracer tracer = provider.get("orders");
      // region: otel-contexts
      XraySegments.run("ours", () -> {
        try (Scope scope = OpenTelemetryContexts.current().makeCurrent()) {
          Span theirs = tracer.spanBuilder("theirs").startSpan();
          try (Scope inner = theirs.makeCurrent()) {
            XraySegments.continuing(OpenTelemetryContexts.caller()).run("ours again", () -> {});
          } finally {
            theirs.end();
          }
        }
      });
      // end region

      assertThat(xraysink.flush(Duration.ofSeconds(10))).isTrue();
      Map<String, String> parents = new HashMap<>();
      Map<String, String> ids = new HashMap<>();
      exporter.spans().forEach(span -> {
        parents.put(span.name(), span.parentId());
        ids.put(span.name(), span.spanId());
      });
      assertThat(ids.keySet()).isEqualTo(Set.of("ours", "theirs", "ours again"));
      assertThat(parents.get("theirs")).isEqualTo(ids.get("ours"));
      assertThat(parents.get("ours again")).isEqualTo(ids.get("theirs"));
      assertThat(parents.get("ours")).isNull();
    } finally {
      emitter.close();
      AWSXRay.setGlobalRecorder(before);
    }
  }

  @Test
  void readme_tellsEveryAttribute() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    for (Field field : Keys.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
        assertTold(readme, field.get(null));
      }
    }
  }

  private static void assertTold(String readme, Object keys) {
    if (keys instanceof Map<?, ?> table) {
      for (Object key : table.values()) {
        assertTold(readme, key);
      }
    } else {
      assertThat(readme).contains("`" + keys);
    }
  }
}
