// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.AWSLogReference;
import com.amazonaws.xray.listeners.SegmentListener;
import com.amazonaws.xray.plugins.Plugin;
import com.amazonaws.xray.strategy.ContextMissingStrategy;
import com.amazonaws.xray.strategy.ThrowableSerializationStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.github.xraysink.context.entity.LifecycleSettings;
import io.github.xraysink.context.entity.TraceClock;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.TeeEmitter;
import io.github.xraysink.emit.TransportSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an {@link Xraysink}. Each may also be given as a system property or in the
 * environment; see the table in the module's README. Not for use by several threads.
 */
public final class XraysinkBuilder {

  private @Nullable Boolean enabled;
  private @Nullable String serviceName;
  private @Nullable Emitter emitter;
  private @Nullable String destinations;
  private final Map<String, TransportSettings> transportSettings = new HashMap<>();
  private @Nullable SamplingStrategy samplingStrategy;
  private @Nullable ContextMissingStrategy contextMissingStrategy;
  private @Nullable ThrowableSerializationStrategy throwableSerializationStrategy;
  private final List<SegmentListener> segmentListeners = new ArrayList<>();
  private final List<Plugin> plugins = new ArrayList<>();
  private @Nullable Integer streamingThreshold;
  private @Nullable Duration reportInProgressAfter;
  private @Nullable Duration forgetOpenAfter;
  private @Nullable Integer maxOpenEntities;
  private @Nullable Boolean metadataAtEnd;
  private @Nullable Duration closeTimeout;
  private @Nullable Boolean shutdownHook;
  private @Nullable LambdaMode lambda;
  private @Nullable Duration lambdaFlushTimeout;
  private @Nullable Set<HeaderFormat> headers;
  private TraceClock clock = TraceClock.SYSTEM;
  private Setting.Sources sources = Setting.Sources.PROCESS;

  XraysinkBuilder() {}

  /**
   * {@code false} turns tracing off: the recorder does nothing, and nothing of ours is opened,
   * started or logged.
   */
  public XraysinkBuilder enabled(boolean enabled) {
    this.enabled = enabled;
    return this;
  }

  /**
   * Name of segments for which none is given; not blank. {@code AWS_XRAY_TRACING_NAME} wins over
   * it.
   */
  public XraysinkBuilder serviceName(String serviceName) {
    this.serviceName = Objects.requireNonNull(serviceName, "serviceName");
    return this;
  }

  /**
   * Where finished documents go; by default {@link BoundedEmitter#udp()}, which is then closed with
   * the {@link Xraysink}. An emitter given here is flushed, not closed: it is its owner's. Replaces
   * what {@link #emitter(String)} said.
   */
  public XraysinkBuilder emitter(Emitter emitter) {
    this.emitter = Objects.requireNonNull(emitter, "emitter");
    this.destinations = null;
    return this;
  }

  /**
   * Where finished documents go, by name: {@code udp}, {@code none}, {@code api} or {@code otlp},
   * or {@code tee:} and several of them, like {@code tee:udp,api}. What is opened for it is closed
   * with the {@link Xraysink}. Replaces what {@link #emitter(Emitter)} said.
   */
  public XraysinkBuilder emitter(String destinations) {
    this.destinations = Objects.requireNonNull(destinations, "emitter");
    this.emitter = null;
    return this;
  }

  /**
   * What one of the destinations that {@link #emitter(String)} names is to use; goes before
   * {@code xraysink.<destination>-endpoint}, {@code -headers} and {@code -timeout}, one by one.
   *
   * @param destination for instance {@code api}
   */
  public XraysinkBuilder emitterSettings(String destination, TransportSettings settings) {
    transportSettings.put(
        Objects.requireNonNull(destination, "destination"),
        Objects.requireNonNull(settings, "settings"));
    return this;
  }

  /**
   * Which headers {@link TraceHeaders#current} gives for calls; at least one. By default
   * {@link HeaderFormat#XRAY}, and both if traces go to OpenTelemetry, whose tracers read W3C's.
   */
  public XraysinkBuilder headers(HeaderFormat... formats) {
    Set<HeaderFormat> chosen = EnumSet.noneOf(HeaderFormat.class);
    chosen.addAll(List.of(formats));
    this.headers = chosen;
    return this;
  }

  /**
   * Decides which new traces are sent; by default the SDK's, which asks the daemon for rules, or
   * what a destination brings that needs no daemon. Shut down on close.
   */
  public XraysinkBuilder samplingStrategy(SamplingStrategy samplingStrategy) {
    this.samplingStrategy = Objects.requireNonNull(samplingStrategy, "samplingStrategy");
    return this;
  }

  /**
   * What to do where a segment is missing; by default {@link OncePerCallSite}.
   * {@code AWS_XRAY_CONTEXT_MISSING} wins.
   */
  public XraysinkBuilder contextMissingStrategy(ContextMissingStrategy contextMissingStrategy) {
    this.contextMissingStrategy =
        Objects.requireNonNull(contextMissingStrategy, "contextMissingStrategy");
    return this;
  }

  /**
   * How exceptions are described; by default ours, which tells each once and survives rings of
   * causes.
   */
  public XraysinkBuilder throwableSerializationStrategy(ThrowableSerializationStrategy strategy) {
    this.throwableSerializationStrategy =
        Objects.requireNonNull(strategy, "throwableSerializationStrategy");
    return this;
  }

  /** Adds a listener; may be called several times. */
  public XraysinkBuilder segmentListener(SegmentListener listener) {
    segmentListeners.add(Objects.requireNonNull(listener, "segmentListener"));
    return this;
  }

  /**
   * Adds one of the SDK's plugins, which tell where the process runs; asked once, by
   * {@link #build}.
   */
  public XraysinkBuilder plugin(Plugin plugin) {
    plugins.add(Objects.requireNonNull(plugin, "plugin"));
    return this;
  }

  /**
   * How many completed entities may wait below an open one before they are sent ahead; at least 0.
   */
  public XraysinkBuilder streamingThreshold(int entities) {
    this.streamingThreshold = entities;
    return this;
  }

  /**
   * Sends an in-progress document of each segment that is open that long; above zero. By default
   * never.
   */
  public XraysinkBuilder reportInProgressAfter(Duration age) {
    this.reportInProgressAfter = Objects.requireNonNull(age, "reportInProgressAfter");
    return this;
  }

  /**
   * How long an open segment is held for {@link Xraysink#close}; above zero. Looked at about once a
   * second.
   */
  public XraysinkBuilder forgetOpenAfter(Duration age) {
    this.forgetOpenAfter = Objects.requireNonNull(age, "forgetOpenAfter");
    return this;
  }

  /**
   * How many open entities are held for {@link Xraysink#close}; at least 1. Looked at about once a
   * second.
   */
  public XraysinkBuilder maxOpenEntities(int entities) {
    this.maxOpenEntities = entities;
    return this;
  }

  /**
   * When objects put into metadata, other than scalars, maps, collections and arrays, are read.
   *
   * @param atEnd {@code true}: when their entity ends, on the thread that ends it, which pays for
   *     it; {@code false}, the default: when the document is written, on the emitter's thread,
   *     which sees what became of them in between
   */
  public XraysinkBuilder metadataAtEnd(boolean atEnd) {
    this.metadataAtEnd = atEnd;
    return this;
  }

  /** How long {@link Xraysink#close} waits for the emitter; above zero. */
  public XraysinkBuilder closeTimeout(Duration timeout) {
    this.closeTimeout = Objects.requireNonNull(timeout, "closeTimeout");
    return this;
  }

  /**
   * {@code true} closes when the JVM shuts down; {@link Xraysink#close} takes the hook away again.
   */
  public XraysinkBuilder shutdownHook(boolean shutdownHook) {
    this.shutdownHook = shutdownHook;
    return this;
  }

  /** Whether the process is an AWS Lambda function. */
  public XraysinkBuilder lambda(LambdaMode lambda) {
    this.lambda = Objects.requireNonNull(lambda, "lambda");
    return this;
  }

  /**
   * How long the end of an invocation handled by {@link LambdaInvocation} waits at most until its
   * documents are sent; above zero. It never waits longer than half of the time that is left.
   */
  public XraysinkBuilder lambdaFlushTimeout(Duration timeout) {
    this.lambdaFlushTimeout = Objects.requireNonNull(timeout, "lambdaFlushTimeout");
    return this;
  }

  /**
   * Where else settings are looked up that this builder is not told: by the names of the system
   * properties, such as {@code xraysink.close-timeout}, and before those. For frameworks with a
   * configuration of their own.
   *
   * @param properties gives the value of a name; {@code null} if it has none
   */
  public XraysinkBuilder properties(Function<String, @Nullable String> properties) {
    this.sources = sources.after(Objects.requireNonNull(properties, "properties"));
    return this;
  }

  XraysinkBuilder clock(TraceClock clock) {
    this.clock = clock;
    return this;
  }

  XraysinkBuilder sources(Setting.Sources sources) {
    this.sources = sources;
    return this;
  }

  /**
   * Builds and makes the recorder the SDK's global one.
   *
   * @throws IllegalArgumentException as {@link #build}
   */
  public Xraysink install() {
    Xraysink xraysink = build();
    Recorders.installed(xraysink.recorder());
    return xraysink;
  }

  /**
   * Builds.
   *
   * @throws IllegalArgumentException if a setting has a value that is not accepted, or names an
   *     emitter that is not on the class path; names the setting, the value and what is accepted
   */
  public Xraysink build() {
    LifecycleSettings lifecycle = lifecycleSettings();
    String name = ContextSettings.serviceName(serviceName, sources);
    Duration timeout = ContextSettings.CLOSE_TIMEOUT.require(closeTimeout, sources);
    boolean hook = ContextSettings.SHUTDOWN_HOOK.require(shutdownHook, sources);
    Duration flush = ContextSettings.LAMBDA_FLUSH_TIMEOUT.require(lambdaFlushTimeout, sources);
    LambdaInvocations invocations =
        LambdaInvocations.inEnvironment(ContextSettings.LAMBDA.require(lambda, sources), flush);
    ContextMissingStrategy missing =
        ContextSettings.contextMissing(contextMissingStrategy, sources);
    ContextSettings.EMITTER.require(destinations, sources);
    ContextSettings.checkDestinations(sources);
    ContextSettings.HEADERS.resolve(headers, sources);
    Xraysink xraysink = ContextSettings.enabled(enabled, sources)
        ? tracing(lifecycle, name, timeout, invocations, missing)
        : new Xraysink(new DisabledRecorder(), null, null, timeout);
    if (hook && xraysink.enabled()) {
      xraysink.closeOnShutdown();
    }
    Recorders.built(xraysink.recorder());
    return xraysink;
  }

  private LifecycleSettings lifecycleSettings() {
    return new LifecycleSettings(
        ContextSettings.STREAMING_THRESHOLD.require(streamingThreshold, sources),
        ContextSettings.REPORT_IN_PROGRESS_AFTER.resolve(reportInProgressAfter, sources),
        ContextSettings.FORGET_OPEN_AFTER.require(forgetOpenAfter, sources),
        ContextSettings.MAX_OPEN_ENTITIES.require(maxOpenEntities, sources),
        ContextSettings.METADATA_AT_END.require(metadataAtEnd, sources),
        clock);
  }

  private Xraysink tracing(
      LifecycleSettings lifecycle,
      String name,
      Duration timeout,
      @Nullable LambdaInvocations invocations,
      ContextMissingStrategy missing) {
    AsyncSegmentContext context = new AsyncSegmentContext(lifecycle, invocations);
    OwnEmitters own = emitter == null ? ownEmitters() : null;
    Emitter front = own == null ? Objects.requireNonNull(emitter) : own.front();
    TracingRecorder recorder = new TracingRecorder(context, name, headersFor(front));
    recorder.setEmitter(front);
    recorder.setContextMissingStrategy(missing);
    SamplingStrategy sampling =
        samplingStrategy == null && own != null ? own.samplingStrategy() : samplingStrategy;
    if (sampling != null) {
      recorder.setSamplingStrategy(sampling);
    }
    if (throwableSerializationStrategy != null) {
      recorder.setThrowableSerializationStrategy(throwableSerializationStrategy);
    }
    recorder.addAllSegmentListeners(segmentListeners);
    PluginContext.collect(plugins, recorder);
    addLogGroup(recorder);
    return new Xraysink(recorder, context, own, timeout);
  }

  private Set<HeaderFormat> headersFor(Emitter emitter) {
    Set<HeaderFormat> chosen = ContextSettings.HEADERS.resolve(headers, sources);
    boolean openTelemetry = emitter instanceof BoundedEmitter bounded && bounded.openTelemetry()
        || emitter instanceof TeeEmitter tee && tee.openTelemetry();
    Set<HeaderFormat> usual =
        openTelemetry ? EnumSet.allOf(HeaderFormat.class) : TracingRecorder.XRAY_ONLY;
    return chosen == null ? usual : chosen;
  }

  private OwnEmitters ownEmitters() {
    return new Destinations(transportSettings, sources)
        .open(ContextSettings.EMITTER.require(destinations, sources));
  }

  /** As the SDK's builder does. */
  private void addLogGroup(AWSXRayRecorder recorder) {
    String group = sources.environment(ContextSettings.LOG_GROUP_VARIABLE);
    if (group != null && !group.isBlank()) {
      AWSLogReference reference = new AWSLogReference();
      reference.setLogGroup(group);
      recorder.addAllLogReferences(Set.of(reference));
    }
  }
}
