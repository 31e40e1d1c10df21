// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.DropReason;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** Signed requests, checked by the algorithm of the AWS documentation ("Signature Version 4"). */
@Timeout(60)
class XrayOtlpExporterIT {

  private static final String SECRET = "a secret of nobody's";
  private static final Duration LONG = Duration.ofSeconds(15);

  private OtlpReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = OtlpReceiver.start();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void requests_areZippedAndSignedForXray() throws Exception {
    try (BoundedEmitter emitter = OpenTelemetryEmitter.to(exporter(credentials()))) {
      emitter.accept(DocView.of(DocView.segment("orders", "00000000000000aa")));
      assertThat(emitter.flush(LONG)).isTrue();
      assertThat(emitter.stats().entitiesSent()).isEqualTo(1);
    }

    OtlpReceiver.Request request = receiver.requests.get(0);
    assertThat(request.spans()).extracting(ReadSpan::name).containsExactly("orders");
    assertThat(request.header("content-type")).isEqualTo("application/x-protobuf");
    assertThat(request.header("content-encoding")).isEqualTo("gzip");
    assertThat(request.header("x-team")).isEqualTo("blue");
    assertThat(request.header("x-amz-security-token")).isEqualTo("a token");
    assertThat(request.header("authorization")).isEqualTo(expectedSignature(request));
  }

  @Test
  void eachAttempt_isSignedAnewUntilOneIsTaken() {
    AtomicInteger calls = new AtomicInteger();
    receiver.answer =
        exchange -> OtlpReceiver.answer(exchange, calls.incrementAndGet() < 3 ? 503 : 200);
    try (BoundedEmitter emitter = OpenTelemetryEmitter.to(exporter(credentials()))) {
      emitter.accept(DocView.of(DocView.segment("orders", "00000000000000aa")));
      assertThat(emitter.flush(LONG)).isTrue();
      assertThat(emitter.stats().entitiesSent()).isEqualTo(1);
    }

    assertThat(receiver.requests)
        .hasSize(3)
        .allSatisfy(request ->
            assertThat(request.header("authorization")).isEqualTo(expectedSignature(request)));
  }

  @Test
  void retryAfterBeyondTheTimeout_givesUpAtOnce() {
    receiver.answer = exchange -> {
      exchange.getResponseHeaders().set("Retry-After", "3600");
      OtlpReceiver.answer(exchange, 429);
    };
    assertThat(dropped(exporter(credentials()))).isEqualTo(Map.of(DropReason.SEND_FAILED, 1L));
    assertThat(receiver.requests).hasSize(1);
  }

  @Test
  void refusedSignature_isALossAndIsNotTriedAgain() {
    receiver.answer = exchange -> OtlpReceiver.answer(exchange, 403);

    assertThat(dropped(exporter(credentials()))).isEqualTo(Map.of(DropReason.SEND_FAILED, 1L));
    assertThat(receiver.requests).hasSize(1);
  }

  @Test
  void noCredentials_isALossAndSendsNothing() {
    IdentityProvider<AwsCredentialsIdentity> none = new IdentityProvider<>() {
      @Override
      public Class<AwsCredentialsIdentity> identityType() {
        return AwsCredentialsIdentity.class;
      }

      @Override
      public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(
          ResolveIdentityRequest request) {
        throw new IllegalStateException("no credentials");
      }
    };

    assertThat(dropped(exporter(none))).isEqualTo(Map.of(DropReason.SEND_FAILED, 1L));
    assertThat(receiver.requests).isEmpty();
  }

  @Test
  void region_hasToBeOne() {
    assertThatThrownBy(() -> XrayOtlpExporter.builder("EU (Frankfurt)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("region is \"EU (Frankfurt)\"");
  }

  private static Map<DropReason, Long> dropped(SpanExporter exporter) {
    try (BoundedEmitter emitter = OpenTelemetryEmitter.to(exporter)) {
      emitter.accept(DocView.of(DocView.segment("orders", "00000000000000aa")));
      assertThat(emitter.flush(LONG)).isTrue();
      return emitter.stats().entitiesDropped();
    }
  }

  private SpanExporter exporter(IdentityProvider<? extends AwsCredentialsIdentity> credentials) {
    return XrayOtlpExporter.builder("eu-central-1")
        .endpoint(URI.create(receiver.endpoint()))
        .credentials(credentials)
        .headers(Map.of("x-team", "blue"))
        .build();
  }

  private static IdentityProvider<? extends AwsCredentialsIdentity> credentials() {
    return StaticCredentialsProvider.create(
        AwsSessionCredentials.create("AKIDEXAMPLE", SECRET, "a token"));
  }

  private static String expectedSignature(OtlpReceiver.Request request) {
    try {
      String given = request.header("authorization");
      Matcher signed = Pattern.compile("SignedHeaders=([^,]+),").matcher(given);
      assertThat(signed.find()).isTrue();
      String names = signed.group(1);
      assertThat(names.split(";"))
          .contains("content-encoding", "content-type", "host", "x-amz-date");
      StringBuilder canonical = new StringBuilder("POST\n/v1/traces\n\n");
      for (String name : names.split(";")) {
        canonical.append(name).append(':').append(request.header(name).trim()).append('\n');
      }
      canonical.append('\n').append(names).append('\n').append(sha256(request.body()));
      String date = request.header("x-amz-date");
      String scope = date.substring(0, 8) + "/eu-central-1/xray/aws4_request";
      String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
          + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
      byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
      for (String part : scope.split("/")) {
        key = hmac(key, part);
      }
      return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/" + scope + ", SignedHeaders=" + names
          + ", Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
        .toLowerCase(Locale.ROOT);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
