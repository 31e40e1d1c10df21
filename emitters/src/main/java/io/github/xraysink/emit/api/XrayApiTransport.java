// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.emit.DocumentTransport;
import io.github.xraysink.emit.Outcome;
import io.github.xraysink.emit.TraceDocument;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.xray.XRayAsyncClient;

/**
 * Sends documents straight to X-Ray ({@code PutTraceSegments}), without a daemon.
 *
 * <pre>{@code
 * XrayApiTransport api = XrayApiTransport.create();
 * Xraysink xraysink = Xraysink.builder()
 *     .emitter(BoundedEmitter.builder().transport(api).build())
 *     .samplingStrategy(api.sampling())
 *     .build();
 * }</pre>
 *
 * <p>{@code Xraysink.builder().emitter("api")} does all of this, and closes it too.
 *
 * <p>Credentials and region are found as any client of the AWS SDK finds them; the policy
 * {@code AWSXRayDaemonWriteAccess} has the permissions. Requests are made outside any trace, so
 * that interceptors which trace AWS clients do not trace this one.
 *
 * <p>What may go well another time (throttling, a server's error, an I/O error) is repeated with
 * jittered pauses within {@link Builder#retryBudget}; {@code Retry-After} is kept to. Documents
 * that X-Ray takes and does not accept are dropped and counted by its error code:
 * {@link #unprocessed}.
 */
public final class XrayApiTransport implements DocumentTransport {

  /** Default of {@link Builder#flushInterval}, in milliseconds: {@value}, the daemon's. */
  public static final long DEFAULT_FLUSH_INTERVAL_MILLIS = 1_000;

  /** Default of {@link Builder#maxRequestBytes}: {@value}. */
  public static final int DEFAULT_MAX_REQUEST_BYTES = 1_000_000;

  /** Default of {@link Builder#concurrency}: {@value} requests. */
  public static final int DEFAULT_CONCURRENCY = 4;

  /** Default of {@link Builder#requestTimeout}, in milliseconds: {@value}. */
  public static final long DEFAULT_REQUEST_TIMEOUT_MILLIS = 5_000;

  /** Default of {@link Builder#retryBudget}, in milliseconds: {@value}. */
  public static final long DEFAULT_RETRY_BUDGET_MILLIS = 10_000;

  /** As many as the emitter gives at once. */
  private static final int MOST_AT_ONCE = 100;

  private final ApiClient client;
  private final Duration flushInterval;
  private final Requests requests;
  private final @Nullable Telemetry telemetry;
  private final Pace pace = new Pace();
  private final AtomicBoolean closed = new AtomicBoolean();

  private XrayApiTransport(Builder builder) {
    Limits limits = builder.limits();
    this.client = ApiClient.of(builder.client, builder.endpoint, builder.headers);
    this.flushInterval = builder.flushInterval;
    this.telemetry =
        builder.telemetry ? new Telemetry(client, limits.requestTimeout(), System::nanoTime) : null;
    this.requests = new Requests(client, limits, telemetry);
  }

  /**
   * A transport with all defaults.
   *
   * @throws IllegalArgumentException as {@link Builder#build}
   */
  public static XrayApiTransport create() {
    return builder().build();
  }

  /** A builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Sends the batch in requests of at most 50 documents and {@link Builder#maxRequestBytes};
   * returns within the retry budget and half a second. An interrupt ends it: what has no answer by
   * then is given up.
   */
  @Override
  public List<Outcome> send(List<TraceDocument> batch) {
    List<Outcome> outcomes = new BatchSend(requests, pace, batch).run();
    if (telemetry != null) {
      telemetry.settled(outcomes);
    }
    return outcomes;
  }

  @Override
  public int maxBatch() {
    return Math.min(MOST_AT_ONCE, Limits.MAX_DOCUMENTS * requests.limits().concurrency());
  }

  @Override
  public Duration flushInterval() {
    return flushInterval;
  }

  /**
   * A sampler that asks the same X-Ray for its rules, through the same client. Closing the
   * transport takes its client away, so shut the sampler down first, as {@code Xraysink.close}
   * does.
   */
  public XrayApiSampling sampling() {
    return XrayApiSampling.builder().sharing(client).build();
  }

  /**
   * How many documents X-Ray took and did not accept, by its error code; each code is logged the
   * first time it is seen. A document that was offered again counts each time.
   */
  public Map<String, Long> unprocessed() {
    return requests.unprocessed().counts();
  }

  /** How many requests were repetitions. */
  public long repeatedRequests() {
    return requests.repeated();
  }

  /** Closes the client if it is ours. Does not wait for connections to end. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      client.close();
    }
  }

  /** Settings of an {@link XrayApiTransport}. Not for use by several threads. */
  public static final class Builder {

    private static final int MIN_REQUEST_BYTES = 64_000;
    private static final int MAX_REQUEST_BYTES = 10_000_000;
    private static final int MAX_CONCURRENCY = 50;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration LONGEST_FLUSH = Duration.ofMinutes(1);

    private @Nullable XRayAsyncClient client;
    private @Nullable URI endpoint;
    private Map<String, String> headers = Map.of();
    private Duration flushInterval = Duration.ofMillis(DEFAULT_FLUSH_INTERVAL_MILLIS);
    private int maxRequestBytes = DEFAULT_MAX_REQUEST_BYTES;
    private int concurrency = DEFAULT_CONCURRENCY;
    private Duration requestTimeout = Duration.ofMillis(DEFAULT_REQUEST_TIMEOUT_MILLIS);
    private Duration retryBudget = Duration.ofMillis(DEFAULT_RETRY_BUDGET_MILLIS);
    private boolean telemetry;

    private Builder() {}

    /**
     * A client to use in place of one of our own; not closed with the transport. Switch its
     * repetitions off ({@code DefaultRetryStrategy.doNotRetry()}), or they come on top of ours.
     * Default: a client with the SDK's own chains for credentials, region and HTTP client.
     */
    public Builder client(XRayAsyncClient client) {
      this.client = Objects.requireNonNull(client, "client");
      return this;
    }

    /** Another place than the region's X-Ray, for instance a local console. For our own client. */
    public Builder endpoint(URI endpoint) {
      this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
      return this;
    }

    /** Headers to add to each request, signed with it. For our own client. Default: none. */
    public Builder headers(Map<String, String> headers) {
      this.headers = Map.copyOf(headers);
      return this;
    }

    /**
     * How long documents wait for more of them, so that fewer requests are made.
     *
     * @param interval zero to one minute; default
     *     {@value XrayApiTransport#DEFAULT_FLUSH_INTERVAL_MILLIS} ms
     */
    public Builder flushInterval(Duration interval) {
      this.flushInterval = within("flushInterval", interval, Duration.ZERO, LONGEST_FLUSH);
      return this;
    }

    /**
     * How large the documents of one request may be together.
     *
     * @param bytes 64,000 to 10,000,000; default
     *     {@value XrayApiTransport#DEFAULT_MAX_REQUEST_BYTES}
     */
    public Builder maxRequestBytes(int bytes) {
      this.maxRequestBytes = within("maxRequestBytes", bytes, MIN_REQUEST_BYTES, MAX_REQUEST_BYTES);
      return this;
    }

    /**
     * How many requests may be under way at once.
     *
     * @param requests 1 to 50; default {@value XrayApiTransport#DEFAULT_CONCURRENCY}
     */
    public Builder concurrency(int requests) {
      this.concurrency = within("concurrency", requests, 1, MAX_CONCURRENCY);
      return this;
    }

    /**
     * How long one request may take.
     *
     * @param timeout 1 ms to 10 minutes, not above the retry budget; default
     *     {@value XrayApiTransport#DEFAULT_REQUEST_TIMEOUT_MILLIS} ms
     */
    public Builder requestTimeout(Duration timeout) {
      this.requestTimeout = within("requestTimeout", timeout, Duration.ofMillis(1), LONGEST);
      return this;
    }

    /**
     * How long a batch may take with all its repetitions; after that what is left of it is dropped
     * as {@code SEND_FAILED}.
     *
     * @param budget 1 ms to 10 minutes; default
     *     {@value XrayApiTransport#DEFAULT_RETRY_BUDGET_MILLIS} ms
     */
    public Builder retryBudget(Duration budget) {
      this.retryBudget = within("retryBudget", budget, Duration.ofMillis(1), LONGEST);
      return this;
    }

    /**
     * Whether to tell X-Ray once a minute how the sending goes ({@code PutTelemetryRecords}), as
     * the daemon does. Default: no.
     */
    public Builder telemetry(boolean telemetry) {
      this.telemetry = telemetry;
      return this;
    }

    /**
     * Builds the transport. Connects to nothing yet; only if neither environment, system properties
     * nor profile name a region, the SDK asks the instance metadata service for it.
     *
     * @throws IllegalArgumentException if the request timeout is above the retry budget, if an
     *     endpoint or headers were given together with a client, or if the SDK finds no region or
     *     no HTTP client
     */
    public XrayApiTransport build() {
      if (requestTimeout.compareTo(retryBudget) > 0) {
        throw new IllegalArgumentException("requestTimeout is " + requestTimeout
            + ", but must not be above the retryBudget, " + retryBudget);
      }
      if (client != null && (endpoint != null || !headers.isEmpty())) {
        throw new IllegalArgumentException(
            "endpoint and headers are for a client of ours, but a client was given");
      }
      return new XrayApiTransport(this);
    }

    private Limits limits() {
      return new Limits(maxRequestBytes, concurrency, requestTimeout, retryBudget);
    }

    private static int within(String name, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            name + " is " + value + ", but must be " + least + " to " + most);
      }
      return value;
    }

    private static Duration within(String name, Duration value, Duration least, Duration most) {
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw new IllegalArgumentException(
            name + " is " + value + ", but must be " + least + " to " + most);
      }
      return value;
    }
  }
}
