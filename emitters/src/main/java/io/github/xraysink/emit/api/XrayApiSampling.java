// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import com.amazonaws.xray.strategy.sampling.LocalizedSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.github.xraysink.internal.Guard;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.xray.XRayAsyncClient;

/**
 * Central sampling without a daemon: decides by the rules of the X-Ray console
 * ({@code GetSamplingRules}), and takes no more of their reservoirs than X-Ray allows this process
 * ({@code GetSamplingTargets}).
 *
 * <p>Until the rules have come, and when they are more than an hour old, the fallback decides.
 * Decisions never wait for X-Ray; one daemon thread asks it, for rules every five minutes and as
 * soon as X-Ray says that they changed, for targets every ten seconds while there is traffic. It is
 * started by the first decision and stopped by {@link #shutdown}, which {@code Xraysink.close}
 * calls.
 */
public final class XrayApiSampling implements SamplingStrategy {

  /** How often rules are asked for, in seconds: {@value}, as in the SDK. */
  static final long RULES_SECONDS = 300;

  /** How often targets are asked for, in seconds: {@value}, as in the SDK. */
  static final long TARGETS_SECONDS = 10;

  /** Bytes of the id under which X-Ray knows this process; in hexadecimal, as it wants it. */
  private static final int CLIENT_ID_BYTES = 12;

  /** To be closed with this; {@code null} if it is somebody else's. */
  private final @Nullable ApiClient ownClient;

  private final SamplingStrategy fallback;
  private final LongSupplier seconds;
  private final RulePoller poller;

  private XrayApiSampling(Builder builder) {
    ApiClient shared = builder.shared;
    ApiClient client =
        shared == null ? ApiClient.of(builder.client, builder.endpoint, Map.of()) : shared;
    this.ownClient = shared == null ? client : null;
    this.fallback = builder.fallback == null ? new LocalizedSamplingStrategy() : builder.fallback;
    this.seconds = builder.seconds;
    this.poller =
        new RulePoller(client, clientId(), builder.rulesInterval, builder.targetsInterval, seconds);
  }

  private static String clientId() {
    byte[] id = new byte[CLIENT_ID_BYTES];
    new SecureRandom().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /**
   * A sampler with all defaults.
   *
   * @throws IllegalArgumentException as {@link Builder#build}
   */
  public static XrayApiSampling create() {
    return builder().build();
  }

  /** A builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Decides about one trace; never waits. */
  @Override
  public SamplingResponse shouldTrace(SamplingRequest request) {
    poller.start();
    long now = seconds.getAsLong();
    RuleTable table = poller.table();
    RuleTable.Entry entry = table.usable(now) ? table.find(request) : null;
    if (entry == null) {
      return fallback.shouldTrace(request);
    }
    boolean sampled =
        entry.usage().decide(entry.rule(), now, ThreadLocalRandom.current().nextDouble());
    return new SamplingResponse(sampled, entry.rule().name());
  }

  /** {@code false}: what was not sampled stays so, and costs nothing. */
  @Override
  public boolean isForcedSamplingSupported() {
    return false;
  }

  /** Stops the thread, and closes the client if it is ours. Decisions go on with what is known. */
  @Override
  public void shutdown() {
    poller.stop();
    Guard.run("shut the fallback sampler down", fallback::shutdown);
    if (ownClient != null) {
      ownClient.close();
    }
  }

  /** Settings of an {@link XrayApiSampling}. Not for use by several threads. */
  public static final class Builder {

    private @Nullable XRayAsyncClient client;
    private @Nullable ApiClient shared;
    private @Nullable URI endpoint;
    private @Nullable SamplingStrategy fallback;
    private Duration rulesInterval = Duration.ofSeconds(RULES_SECONDS);
    private Duration targetsInterval = Duration.ofSeconds(TARGETS_SECONDS);
    private LongSupplier seconds = () -> System.currentTimeMillis() / 1_000;

    private Builder() {}

    /**
     * A client to use in place of one of our own; not closed on shutdown. Default: a client with
     * the SDK's own chains for credentials, region and HTTP client.
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

    /**
     * Who decides while there are no rules; shut down with this. Default: the SDK's local rules,
     * one trace a second and five percent of the others.
     */
    public Builder fallback(SamplingStrategy fallback) {
      this.fallback = Objects.requireNonNull(fallback, "fallback");
      return this;
    }

    /** The client of a transport, which closes it. */
    Builder sharing(ApiClient client) {
      this.shared = client;
      return this;
    }

    Builder intervals(Duration rules, Duration targets) {
      this.rulesInterval = rules;
      this.targetsInterval = targets;
      return this;
    }

    Builder seconds(LongSupplier secondsSinceEpoch) {
      this.seconds = secondsSinceEpoch;
      return this;
    }

    /**
     * Builds the sampler. Connects to nothing yet.
     *
     * @throws IllegalArgumentException if an endpoint was given together with a client, or if the
     *     SDK finds no region or no HTTP client
     */
    public XrayApiSampling build() {
      if (client != null && endpoint != null) {
        throw new IllegalArgumentException(
            "endpoint is for a client of ours, but a client was given");
      }
      return new XrayApiSampling(this);
    }
  }
}
