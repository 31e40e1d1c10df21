// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Makes exporters to X-Ray's own OTLP endpoint, {@code https://xray.<region>.amazonaws.com}:
 * OpenTelemetry's OTLP exporter over HTTP, each request gzipped and signed (SigV4, service
 * {@code xray}) with credentials of the AWS SDK.
 *
 * <p>The endpoint takes traces only in accounts and regions where Transaction Search is on
 * (CloudWatch user guide, "OTLP endpoints"). Needs {@code software.amazon.awssdk:auth} and
 * {@code http-auth-aws} on the class path, and an OpenTelemetry whose {@code HttpSender} is public
 * ({@code io.opentelemetry.sdk.common.export}; 1.67.0 was tested).
 */
public final class XrayOtlpExporter {

  private XrayOtlpExporter() {}

  /**
   * An exporter to a region's endpoint, with credentials from the AWS SDK's own chain.
   *
   * @param region for instance {@code eu-central-1}
   */
  public static SpanExporter create(String region) {
    return builder(region).build();
  }

  /** A builder with all defaults. */
  public static Builder builder(String region) {
    return new Builder(region);
  }

  /** Settings of an exporter. Not for use by several threads. */
  public static final class Builder {

    private final String region;
    private URI endpoint;
    private @Nullable IdentityProvider<? extends AwsCredentialsIdentity> credentials;
    private Duration timeout =
        Duration.ofMillis(OpenTelemetryEmitter.DEFAULT_EXPORT_TIMEOUT_MILLIS);
    private Map<String, String> headers = Map.of();

    private Builder(String region) {
      this.region = Objects.requireNonNull(region, "region");
      if (!region.matches("[a-z0-9-]+")) {
        throw new IllegalArgumentException(
            "region is \"" + region + "\"; accepted: the name of a region, like eu-central-1");
      }
      String suffix = region.startsWith("cn-") ? ".cn" : "";
      endpoint = URI.create("https://xray." + region + ".amazonaws.com" + suffix + "/v1/traces");
    }

    /** Another URL than the region's own, for instance that of a VPC endpoint. */
    public Builder endpoint(URI endpoint) {
      this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
      return this;
    }

    /**
     * Whose signature requests carry; asked before each. By default the AWS SDK's
     * {@code DefaultCredentialsProvider}.
     */
    public Builder credentials(IdentityProvider<? extends AwsCredentialsIdentity> credentials) {
      this.credentials = Objects.requireNonNull(credentials, "credentials");
      return this;
    }

    /**
     * How long one batch may take, with all its attempts.
     *
     * @param timeout above zero; default
     *     {@value OpenTelemetryEmitter#DEFAULT_EXPORT_TIMEOUT_MILLIS} ms
     */
    public Builder timeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("timeout is " + timeout + ", but must be above zero");
      }
      this.timeout = timeout;
      return this;
    }

    /** More headers for each request; they are not signed. */
    public Builder headers(Map<String, String> headers) {
      this.headers = Map.copyOf(headers);
      return this;
    }

    /** Makes the exporter. Connects to nothing and asks for no credentials yet. */
    public SpanExporter build() {
      IdentityProvider<? extends AwsCredentialsIdentity> identities =
          credentials == null ? DefaultCredentialsProvider.builder().build() : credentials;
      RequestSigner signer = new RequestSigner(region, identities);
      OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
          .setEndpoint(endpoint.toString())
          .setTimeout(timeout)
          .setConnectTimeout(timeout)
          .setCompression("gzip")
          .setComponentLoader(only(config -> new SigningSender(config, signer)));
      headers.forEach(builder::addHeader);
      return builder.build();
    }

    /** Finds our sender and, whatever the class path has, no other. */
    private static ComponentLoader only(HttpSenderProvider provider) {
      return new ComponentLoader() {
        @Override
        @SuppressWarnings("unchecked") // a list of what was asked for, or an empty one
        public <T> Iterable<T> load(Class<T> type) {
          return type == HttpSenderProvider.class ? (Iterable<T>) List.of(provider) : List.of();
        }
      };
    }
  }
}
