// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.TransportProvider;
import io.github.xraysink.emit.TransportSettings;

/**
 * Provides {@code xraysink.emitter=otlp}: OTLP over HTTP, and with a signature where the endpoint
 * is X-Ray's own. Found by the service loader; nobody else needs it.
 */
public final class OtlpTransportProvider implements TransportProvider {

  private static final String EXPORTER =
      "io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter";

  /** For the service loader. */
  public OtlpTransportProvider() {}

  @Override
  public String name() {
    return "otlp";
  }

  /**
   * Opens a transport; its endpoint is by default {@value OtlpExporters#DEFAULT_ENDPOINT}, its
   * timeout {@value OpenTelemetryEmitter#DEFAULT_EXPORT_TIMEOUT_MILLIS} ms.
   *
   * @throws IllegalArgumentException if OpenTelemetry's exporter is not on the class path, or the
   *     endpoint is X-Ray's and what signs requests is not
   */
  @Override
  public Destination open(TransportSettings settings) {
    try {
      Class.forName(EXPORTER, false, OtlpTransportProvider.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError absent) {
      throw new IllegalArgumentException(
          "xraysink setting 'emitter' names 'otlp', which needs"
              + " io.opentelemetry:opentelemetry-exporter-otlp on the class path: add that"
              + " dependency",
          absent);
    }
    return new Destination(OtlpExporters.transport(settings), null);
  }
}
