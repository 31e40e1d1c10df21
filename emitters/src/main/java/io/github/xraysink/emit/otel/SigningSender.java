// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Posts OTLP messages with the JDK's HTTP client, each attempt signed anew. Tries again what the
 * OTLP specification lets be tried again (429, 502, 503, 504, and connections that fail), as the
 * exporter's own policy says, within the exporter's timeout.
 */
final class SigningSender implements HttpSender {

  private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);

  /** What java.net.http sets itself, and refuses to be told. */
  private static final Set<String> RESTRICTED =
      Set.of("host", "content-length", "connection", "expect", "upgrade");

  /** An answer of the endpoint's holds a few counts; what OTLP says clients should read at most. */
  private static final int MAX_RESPONSE_BYTES = 4 << 20;

  private static final int THREADS = 2;

  private final HttpSenderConfig config;
  private final RequestSigner signer;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
    Thread thread = new Thread(null, work, "xraysink-otlp", 0, false);
    thread.setDaemon(true);
    return thread;
  });
  private final HttpClient client;

  SigningSender(HttpSenderConfig config, RequestSigner signer) {
    this.config = config;
    this.signer = signer;
    HttpClient.Builder builder = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(config.getConnectTimeout())
        .executor(threads);
    if (config.getSslContext() != null) {
      builder.sslContext(config.getSslContext());
    }
    this.client = builder.build();
  }

  /** What came back, as OpenTelemetry wants it. */
  private record Answer(int status, byte[] body, long retryAfterSeconds) implements HttpResponse {
    @Override
    public int getStatusCode() {
      return status;
    }

    @Override
    public String getStatusMessage() {
      return "";
    }

    @Override
    public byte[] getResponseBody() {
      return body.clone();
    }
  }

  @Override
  public void send(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    CompletableFuture<Answer> result = new CompletableFuture<>();
    CompletableFuture<?> unused = result.whenComplete((answer, failed) -> {
      if (failed == null) {
        onResponse.accept(answer);
      } else {
        onError.accept(unwrapped(failed));
      }
    });
    try {
      attempts(body(message), 1, System.nanoTime() + config.getTimeout().toNanos(), result);
    } catch (IOException | RuntimeException failed) {
      result.completeExceptionally(failed);
    }
  }

  private byte[] body(MessageWriter message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Compressor compressor = config.getCompressor();
    if (compressor == null) {
      message.writeMessage(bytes);
    } else {
      try (OutputStream compressed = compressor.compress(bytes)) {
        message.writeMessage(compressed);
      }
    }
    return bytes.toByteArray();
  }

  /** Tries, and if there is time and reason again; the last answer is the result. */
  private void attempts(byte[] body, int attempt, long deadline, CompletableFuture<Answer> result) {
    CompletableFuture<?> unused = attempt(body, deadline).whenComplete((answer, failed) -> {
      boolean again = failed == null
          ? RETRYABLE.contains(answer.status)
          : unwrapped(failed) instanceof IOException;
      long pause = again ? pauseNanos(attempt, failed == null ? answer : null) : -1;
      if (pause >= 0 && System.nanoTime() + pause < deadline) {
        CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS, threads)
            .execute(() -> attempts(body, attempt + 1, deadline, result));
      } else if (failed == null) {
        result.complete(answer);
      } else {
        result.completeExceptionally(failed);
      }
    });
  }

  /** How long to wait before the next attempt; less than zero for none. */
  private long pauseNanos(int attempt, @Nullable Answer answer) {
    RetryPolicy policy = config.getRetryPolicy();
    if (policy == null || attempt >= policy.getMaxAttempts()) {
      return -1;
    }
    if (answer != null && answer.retryAfterSeconds > 0) {
      return TimeUnit.SECONDS.toNanos(answer.retryAfterSeconds);
    }
    double longest = policy.getInitialBackoff().toNanos()
        * Math.pow(policy.getBackoffMultiplier(), attempt - 1.0);
    long bound = (long) Math.min(longest, (double) policy.getMaxBackoff().toNanos());
    return ThreadLocalRandom.current().nextLong(Math.max(1, bound));
  }

  private CompletableFuture<Answer> attempt(byte[] body, long deadline) {
    Map<String, String> signed = new HashMap<>();
    signed.put("Content-Type", config.getContentType());
    Compressor compressor = config.getCompressor();
    if (compressor != null) {
      signed.put("Content-Encoding", compressor.getEncoding());
    }
    return signer
        .sign(config.getEndpoint(), signed, body)
        .thenCompose(headers ->
            client.sendAsync(request(headers, body, deadline), BodyHandlers.ofInputStream()))
        .thenApplyAsync(SigningSender::answer, threads);
  }

  private HttpRequest request(Map<String, List<String>> signed, byte[] body, long deadline) {
    HttpRequest.Builder request = HttpRequest.newBuilder(config.getEndpoint())
        .timeout(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    signed.forEach((name, values) -> set(request, name, values));
    Map<String, List<String>> more = config.getHeadersSupplier().get();
    if (more != null) {
      more.forEach((name, values) -> {
        if (!signed.containsKey(name)) {
          set(request, name, values);
        }
      });
    }
    return request.build();
  }

  private static void set(HttpRequest.Builder request, String name, List<String> values) {
    if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
      values.forEach(value -> request.header(name, value));
    }
  }

  private static Answer answer(java.net.http.HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      return new Answer(
          response.statusCode(),
          body.readNBytes(MAX_RESPONSE_BYTES),
          seconds(response.headers().firstValue("Retry-After").orElse("")));
    } catch (IOException broken) {
      throw new CompletionException(broken);
    }
  }

  /** Dates, which the header may have too, count as nothing said. */
  private static long seconds(String retryAfter) {
    return retryAfter.matches("\\d{1,6}") ? Long.parseLong(retryAfter) : 0;
  }

  private static Throwable unwrapped(Throwable failed) {
    Throwable cause = failed.getCause();
    return failed instanceof CompletionException && cause != null ? cause : failed;
  }

  @Override
  public CompletableResultCode shutdown() {
    threads.shutdownNow();
    return CompletableResultCode.ofSuccess();
  }
}
