// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.DocumentTransport;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends every segment and subsegment as a span to any exporter of OpenTelemetry's: OTLP, Zipkin,
 * logging, or one of the application's own.
 *
 * <pre>{@code
 * BoundedEmitter emitter = OpenTelemetryEmitter.to(OtlpHttpSpanExporter.getDefault());
 * Xraysink.builder().emitter(emitter).install();
 * }</pre>
 *
 * <p>What it makes is a {@link BoundedEmitter}: the application only ever puts entities into its
 * bounded queue, one daemon thread makes spans and hands them to the exporter, up to
 * {@value SpanTransport#MAX_SPANS} at a time, and waits for the answer. A failure of the exporter
 * is counted as {@link io.github.xraysink.emit.DropReason#SEND_FAILED} and logged; nothing is
 * offered twice, because exporters try again by themselves. The emitter owns the exporter: closing
 * one shuts down the other.
 *
 * <p>How fields become attributes is told in the module's README.
 */
public final class OpenTelemetryEmitter {

  /** Default of {@link Builder#exportTimeout}, in milliseconds: {@value}. */
  public static final long DEFAULT_EXPORT_TIMEOUT_MILLIS = 10_000;

  /** Default of {@link Builder#flushInterval}, in milliseconds: {@value}. */
  public static final long DEFAULT_FLUSH_INTERVAL_MILLIS = 1_000;

  private static final String THREAD = "xraysink-opentelemetry";

  private OpenTelemetryEmitter() {}

  /** An emitter with all defaults. */
  public static BoundedEmitter to(SpanExporter exporter) {
    return builder(exporter).build();
  }

  /** A builder with all defaults. */
  public static Builder builder(SpanExporter exporter) {
    return new Builder(exporter);
  }

  /** Settings of the way to an exporter. Not for use by several threads. */
  public static final class Builder {

    private final SpanExporter exporter;
    private @Nullable Resource resource;
    private Duration exportTimeout = Duration.ofMillis(DEFAULT_EXPORT_TIMEOUT_MILLIS);
    private Duration flushInterval = Duration.ofMillis(DEFAULT_FLUSH_INTERVAL_MILLIS);

    private Builder(SpanExporter exporter) {
      this.exporter = Objects.requireNonNull(exporter, "exporter");
    }

    /**
     * What all spans say of where they come from, besides what segments tell themselves, which
     * wins: {@code service.name} is the name of the segment. What is here counts for subsegments
     * whose segment is somebody else's, as on Lambda.
     *
     * @param resource by default the service name alone, from {@code OTEL_SERVICE_NAME} or
     *     {@code AWS_LAMBDA_FUNCTION_NAME} in the environment
     */
    public Builder resource(Resource resource) {
      this.resource = Objects.requireNonNull(resource, "resource");
      return this;
    }

    /**
     * How long a batch may take from the first call of the exporter to its last answer. One that
     * never answers costs this long, and then the batch is dropped and counted.
     *
     * @param timeout above zero, at most ten minutes; default
     *     {@value OpenTelemetryEmitter#DEFAULT_EXPORT_TIMEOUT_MILLIS} ms, which is also that of the
     *     OTLP exporters
     */
    public Builder exportTimeout(Duration timeout) {
      this.exportTimeout = within("exportTimeout", timeout, Duration.ofMillis(1), MAX_TIMEOUT);
      return this;
    }

    /**
     * How long documents may wait for others to go with them.
     *
     * @param interval zero to one minute; default
     *     {@value OpenTelemetryEmitter#DEFAULT_FLUSH_INTERVAL_MILLIS} ms
     */
    public Builder flushInterval(Duration interval) {
      this.flushInterval = within("flushInterval", interval, Duration.ZERO, MAX_INTERVAL);
      return this;
    }

    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration MAX_INTERVAL = Duration.ofMinutes(1);

    /** The transport alone, for a {@link BoundedEmitter.Builder} with settings of its own. */
    public DocumentTransport transport() {
      Resource base = resource == null ? processResource() : resource;
      SpanMapper mapper =
          new SpanMapper(base, () -> TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
      return new SpanTransport(exporter, mapper, exportTimeout, flushInterval);
    }

    /** Builds the emitter. Starts no thread and calls nothing of the exporter's. */
    public BoundedEmitter build() {
      return BoundedEmitter.builder().transport(transport()).threadName(THREAD).build();
    }

    private static Resource processResource() {
      String named = System.getenv("OTEL_SERVICE_NAME");
      String name = named == null || named.isBlank()
          ? System.getenv().getOrDefault("AWS_LAMBDA_FUNCTION_NAME", "unknown_service:java")
          : named;
      return Resource.builder()
          .put(AttributeKey.stringKey("service.name"), name)
          .build();
    }

    private static Duration within(String setting, Duration value, Duration min, Duration max) {
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
        throw new IllegalArgumentException(
            setting + " is " + value + ", but must be " + min + " to " + max);
      }
      return value;
    }
  }
}
