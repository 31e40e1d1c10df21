// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.strategy.ContextMissingStrategy;
import com.amazonaws.xray.strategy.IgnoreErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.LogErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.RuntimeErrorContextMissingStrategy;
import io.github.xraysink.context.entity.LifecycleSettings;
import io.github.xraysink.emit.TransportSettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of this module, and the SDK's own, which keep their meaning and precedence. */
final class ContextSettings {

  static final Setting<Boolean> ENABLED = Setting.flag(
      "enabled", "`false` turns everything of ours off: no socket, thread, header, log line", true);

  static final Setting<String> SERVICE_NAME = Setting.text(
      "service-name", "name of segments for which none is given", "`unnamed`", "unnamed");

  static final Setting<Integer> STREAMING_THRESHOLD = Setting.number(
      "streaming-threshold",
      "completed entities that wait below an open one; beyond, they are sent ahead",
      0,
      LifecycleSettings.DEFAULT_STREAMING_THRESHOLD);

  static final Setting<Duration> REPORT_IN_PROGRESS_AFTER = Setting.duration(
      "report-in-progress-after",
      "sends an in-progress document of segments open that long",
      "never",
      null);

  static final Setting<Duration> FORGET_OPEN_AFTER = Setting.duration(
      "forget-open-after",
      "open entities are sent in progress and no longer held after that",
      "1h",
      LifecycleSettings.DEFAULT_FORGET_OPEN_AFTER);

  static final Setting<Integer> MAX_OPEN_ENTITIES = Setting.number(
      "max-open-entities",
      "open entities held; beyond, the oldest are sent in progress and no longer held",
      1,
      LifecycleSettings.DEFAULT_MAX_OPEN_ENTITIES);

  static final Setting<Boolean> METADATA_AT_END = Setting.flag(
      "metadata-at-end",
      "`true` reads objects in metadata when their entity ends, on that thread; `false` when the "
          + "document is written, on the emitter's",
      false);

  static final Setting<Duration> CLOSE_TIMEOUT = Setting.duration(
      "close-timeout", "how long `close()` waits for the emitter", "5s", Duration.ofSeconds(5));

  static final Setting<Boolean> SHUTDOWN_HOOK =
      Setting.flag("shutdown-hook", "`true` closes on JVM shutdown", false);

  static final Setting<LambdaMode> LAMBDA = Setting.choice(
      "lambda", "whether the process is an AWS Lambda function", LambdaMode.class, LambdaMode.AUTO);

  static final Setting<Duration> LAMBDA_FLUSH_TIMEOUT = Setting.duration(
      "lambda-flush-timeout",
      "how long the end of a Lambda invocation waits at most until its documents are sent",
      "500ms",
      Duration.ofMillis(500));

  static final Setting<String> EMITTER = new Setting<>(
      "emitter",
      "udp, none, api or otlp, or tee: and several of them, like tee:udp,api",
      "where traces go: the daemon, nowhere, the X-Ray API or an OpenTelemetry back end (the last"
          + " two are in the module `xraysink-emitters`), or to several at once",
      "udp",
      Destinations.UDP,
      text -> text,
      Destinations::wellFormed);

  private static final DestinationSettings API =
      DestinationSettings.of("api", "that of the AWS region", "5s");

  private static final DestinationSettings OTLP =
      DestinationSettings.of("otlp", "`http://localhost:4318/v1/traces`", "10s");

  static final Setting<Set<HeaderFormat>> HEADERS = new Setting<>(
      "headers",
      "xray, w3c, or both: xray,w3c",
      "which headers calls carry: `X-Amzn-Trace-Id`; `traceparent`, `tracestate` and `baggage`;"
          + " or all of them",
      "`xray`; both where traces go to OpenTelemetry",
      null,
      ContextSettings::headers,
      formats -> !formats.isEmpty());

  /** In the order of the README's table, which a test compares. */
  static final List<Setting<?>> ALL = List.of(
      ENABLED,
      SERVICE_NAME,
      STREAMING_THRESHOLD,
      REPORT_IN_PROGRESS_AFTER,
      FORGET_OPEN_AFTER,
      MAX_OPEN_ENTITIES,
      METADATA_AT_END,
      CLOSE_TIMEOUT,
      SHUTDOWN_HOOK,
      LAMBDA,
      LAMBDA_FLUSH_TIMEOUT,
      EMITTER,
      API.endpoint(),
      API.headers(),
      API.timeout(),
      OTLP.endpoint(),
      OTLP.headers(),
      OTLP.timeout(),
      HEADERS);

  private static final String SDK_NAME_VARIABLE = "AWS_XRAY_TRACING_NAME";
  private static final String SDK_NAME_PROPERTY = "com.amazonaws.xray.strategy.tracingName";
  private static final String SDK_ENABLED_VARIABLE = "AWS_XRAY_SDK_ENABLED";
  static final String LOG_GROUP_VARIABLE = "AWS_LOG_GROUP";

  private ContextSettings() {}

  /** The service name; the SDK's variable and property win over ours, as in the SDK. */
  static String serviceName(@Nullable String fromBuilder, Setting.Sources sources) {
    String own = SERVICE_NAME.require(fromBuilder, sources);
    String variable = sources.environment(SDK_NAME_VARIABLE);
    String property = sources.property(SDK_NAME_PROPERTY);
    if (variable != null && !variable.isBlank()) {
      return variable;
    }
    return property != null && !property.isBlank() ? property : own;
  }

  /**
   * Whether tracing is on; {@code AWS_XRAY_SDK_ENABLED}, as in the SDKs for other languages, counts
   * last.
   */
  static boolean enabled(@Nullable Boolean fromBuilder, Setting.Sources sources) {
    boolean named = fromBuilder != null
        || sources.property(ENABLED.property()) != null
        || sources.environment(ENABLED.environmentVariable()) != null;
    String common = sources.environment(SDK_ENABLED_VARIABLE);
    return named || common == null
        ? ENABLED.require(fromBuilder, sources)
        : !common.trim().equalsIgnoreCase("false");
  }

  /**
   * What to do where a segment is missing: environment variable, system property, builder, once per
   * call site.
   *
   * @throws IllegalArgumentException if the variable or the property has a value the SDK does not
   *     know
   */
  static ContextMissingStrategy contextMissing(
      @Nullable ContextMissingStrategy fromBuilder, Setting.Sources sources) {
    String variable =
        ContextMissingStrategy.CONTEXT_MISSING_STRATEGY_ENVIRONMENT_VARIABLE_OVERRIDE_KEY;
    String property = ContextMissingStrategy.CONTEXT_MISSING_STRATEGY_SYSTEM_PROPERTY_OVERRIDE_KEY;
    if (sources.environment(variable) != null) {
      return strategy(sources.environment(variable), "environment variable " + variable);
    }
    if (sources.property(property) != null) {
      return strategy(sources.property(property), "system property " + property);
    }
    return fromBuilder == null ? new OncePerCallSite() : fromBuilder;
  }

  private static Set<HeaderFormat> headers(String text) {
    Set<HeaderFormat> formats = EnumSet.noneOf(HeaderFormat.class);
    for (String name : text.split(",")) {
      switch (name.trim().toLowerCase(Locale.ROOT)) {
        case "xray" -> formats.add(HeaderFormat.XRAY);
        case "w3c" -> formats.add(HeaderFormat.W3C);
        default -> throw new UnsupportedOperationException(text);
      }
    }
    return formats;
  }

  /** The settings that a destination of that name has. */
  static DestinationSettings destination(String name) {
    return switch (name) {
      case "api" -> API;
      case "otlp" -> OTLP;
      default -> DestinationSettings.of(name, "its own", "its own");
    };
  }

  /**
   * Refuses wrong values of known destinations, also of such as are not used now: they would come
   * out on the day somebody uses them.
   */
  static void checkDestinations(Setting.Sources sources) {
    API.resolve(TransportSettings.NONE, sources);
    OTLP.resolve(TransportSettings.NONE, sources);
  }

  private static ContextMissingStrategy strategy(@Nullable String text, String where) {
    String value = text == null ? "" : text.trim().toUpperCase(Locale.ROOT);
    return switch (value) {
      case LogErrorContextMissingStrategy.OVERRIDE_VALUE -> new LogErrorContextMissingStrategy();
      case RuntimeErrorContextMissingStrategy.OVERRIDE_VALUE ->
        new RuntimeErrorContextMissingStrategy();
      case IgnoreErrorContextMissingStrategy.OVERRIDE_VALUE ->
        new IgnoreErrorContextMissingStrategy();
      default ->
        throw new IllegalArgumentException("context-missing strategy is '"
            + text
            + "' ("
            + where
            + "); accepted: LOG_ERROR, RUNTIME_ERROR, IGNORE_ERROR");
    };
  }
}
