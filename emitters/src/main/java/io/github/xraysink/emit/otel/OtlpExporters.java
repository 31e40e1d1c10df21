// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.DocumentTransport;
import io.github.xraysink.emit.TransportSettings;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes exporters from settings. Apart from the provider, which may load no class of theirs. */
final class OtlpExporters {

  /** Where collectors listen. */
  static final String DEFAULT_ENDPOINT = "http://localhost:4318/v1/traces";

  private static final Pattern XRAY =
      Pattern.compile("https://xray\\.([a-z0-9-]+)\\.amazonaws\\.com(\\.cn)?/v1/traces");

  private static final List<String> NEEDED_TO_SIGN = List.of(
      "software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner",
      "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider");

  private static final String PATH = "/v1/traces";

  /** The exporter gives up first, and says why. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private OtlpExporters() {}

  static DocumentTransport transport(TransportSettings settings) {
    Duration given = settings.timeout();
    Duration timeout = given == null
        ? Duration.ofMillis(OpenTelemetryEmitter.DEFAULT_EXPORT_TIMEOUT_MILLIS)
        : given;
    return OpenTelemetryEmitter.builder(exporter(settings, timeout))
        .exportTimeout(timeout.plus(MARGIN))
        .transport();
  }

  private static SpanExporter exporter(TransportSettings settings, Duration timeout) {
    String endpoint = endpoint(settings.endpoint());
    String region = regionOf(endpoint);
    if (region != null) {
      return Signed.exporter(region, settings, timeout);
    }
    OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
        .setEndpoint(endpoint)
        .setTimeout(timeout)
        .setConnectTimeout(timeout);
    settings.headers().forEach(builder::addHeader);
    return builder.build();
  }

  /** An endpoint without a path is what OpenTelemetry's own settings call a base. */
  private static String endpoint(@Nullable URI given) {
    if (given == null) {
      return DEFAULT_ENDPOINT;
    }
    String path = given.getRawPath();
    return path == null || path.isEmpty() || path.equals("/")
        ? given.resolve(PATH).toString()
        : given.toString();
  }

  /** The region if the endpoint is X-Ray's own, which takes only what is signed. */
  private static @Nullable String regionOf(String endpoint) {
    Matcher xray = XRAY.matcher(endpoint);
    if (!xray.matches()) {
      return null;
    }
    for (String needed : NEEDED_TO_SIGN) {
      try {
        Class.forName(needed, false, OtlpExporters.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError absent) {
        throw new IllegalArgumentException(
            "xraysink setting 'otlp-endpoint' is '" + endpoint + "', which takes only signed"
                + " requests: add the dependencies software.amazon.awssdk:auth and"
                + " software.amazon.awssdk:http-auth-aws (2.x)",
            absent);
      }
    }
    return xray.group(1);
  }

  /** Apart, because it loads classes of the AWS SDK. */
  private static final class Signed {
    static SpanExporter exporter(String region, TransportSettings settings, Duration timeout) {
      return XrayOtlpExporter.builder(region)
          .timeout(timeout)
          .headers(settings.headers())
          .build();
    }
  }
}
