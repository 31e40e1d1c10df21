// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import com.amazonaws.xray.AWSXRayRecorder;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of a filter: from its builder, from init-params of the same names, and
 * where neither says anything, from system properties and the environment.
 */
public final class FilterSettingsBuilder {

  private static final System.Logger LOG = System.getLogger(FilterSettingsBuilder.class.getName());
  private static final String EXCLUDE_URLS = "excludeUrls";
  // The SDK's own, with its precedence: they win over every name.
  private static final String NAME_VARIABLE = "AWS_XRAY_TRACING_NAME";
  private static final String NAME_PROPERTY = "com.amazonaws.xray.strategy.tracingName";

  private final Function<String, @Nullable String> environment;

  private @Nullable AWSXRayRecorder recorder;
  private SegmentNaming naming = new SegmentNaming.ByService();
  private @Nullable UrlExclusions exclusions;
  private boolean trustForwardedFor;
  private QueryRecording query = QueryRecording.OFF;
  private boolean acceptTraceparent = true;
  private boolean details;
  private @Nullable Function<ServerRequest, ? extends Map<String, ?>> annotations;

  public FilterSettingsBuilder() {
    this(System::getenv);
  }

  /** With this for the environment; {@code null} for a variable that is not set. */
  FilterSettingsBuilder(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  public void recorder(AWSXRayRecorder recorder) {
    this.recorder = Objects.requireNonNull(recorder, "recorder");
  }

  public void segmentName(String name) {
    naming = new SegmentNaming.Fixed(Objects.requireNonNull(name, "segmentName"));
  }

  public void segmentName(Function<ServerRequest, @Nullable String> function) {
    naming = new SegmentNaming.Custom(function);
  }

  public void dynamicName(String fallback, String pattern) {
    naming = new SegmentNaming.ByHost(
        Objects.requireNonNull(fallback, "fallback"),
        new Wildcards(Objects.requireNonNull(pattern, "pattern")));
  }

  public void excludeUrls(String commaSeparated) {
    exclusions = UrlExclusions.of(Objects.requireNonNull(commaSeparated, EXCLUDE_URLS));
  }

  public void trustForwardedFor(boolean trust) {
    trustForwardedFor = trust;
  }

  public void recordQuery(List<String> redacted) {
    query = new QueryRecording(true, redacted);
  }

  public void acceptTraceparent(boolean accept) {
    acceptTraceparent = accept;
  }

  public void recordDetails(boolean record) {
    details = record;
  }

  public void annotations(Function<ServerRequest, ? extends Map<String, ?>> extractor) {
    annotations = Objects.requireNonNull(extractor, "annotations");
  }

  /**
   * Reads init-params.
   *
   * @param parameters gives the value of a name; {@code null} if there is none
   * @throws IllegalArgumentException if a value is not accepted; names parameter, value and what is
   *     accepted
   */
  public void read(Function<String, @Nullable String> parameters) {
    String name = parameters.apply("segmentName");
    if (name != null) {
      segmentName(name.trim());
    }
    String dynamic = parameters.apply("dynamicName");
    if (dynamic != null) {
      String[] parts = dynamic.split(",", 2);
      dynamicName(parts[0].trim(), parts.length == 2 ? parts[1].trim() : "*");
    }
    String urls = parameters.apply(EXCLUDE_URLS);
    if (urls != null) {
      excludeLeniently(urls);
    }
    String recorded = parameters.apply("recordQuery");
    if (recorded != null) {
      readQuery(recorded.trim());
    }
    trustForwardedFor = flag(parameters, "trustForwardedFor", trustForwardedFor);
    acceptTraceparent = flag(parameters, "acceptTraceparent", acceptTraceparent);
    details = flag(parameters, "recordDetails", details);
  }

  /** {@code true}, {@code false}, or the names of parameters to redact. */
  private void readQuery(String value) {
    if (value.equalsIgnoreCase("false")) {
      query = QueryRecording.OFF;
    } else if (value.equalsIgnoreCase("true")) {
      recordQuery(List.of());
    } else {
      recordQuery(Arrays.stream(value.split(",")).map(String::trim).toList());
    }
  }

  private static boolean flag(
      Function<String, @Nullable String> parameters, String name, boolean otherwise) {
    String value = parameters.apply(name);
    if (value == null) {
      return otherwise;
    }
    return switch (value.trim().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
        throw new IllegalArgumentException(name + " is '" + value + "'; accepted: true or false");
    };
  }

  /**
   * What is deployed may not be able to mend an expression in its environment: say so, and trace
   * all.
   */
  private void excludeLeniently(String commaSeparated) {
    try {
      exclusions = UrlExclusions.of(commaSeparated);
    } catch (IllegalArgumentException wrong) {
      LOG.log(Level.WARNING, "{0}; nothing is excluded", wrong.getMessage());
      exclusions = UrlExclusions.NONE;
    }
  }

  /** The settings as collected, completed from properties and environment. */
  public FilterSettings build() {
    if (exclusions == null) {
      excludeLeniently(first(
          System.getProperty("xraysink.servlet.exclude-urls"),
          environment.apply("XRAYSINK_SERVLET_EXCLUDE_URLS"),
          System.getProperty("xraysink.exclude-urls"),
          environment.apply("XRAYSINK_EXCLUDE_URLS")));
    }
    return new FilterSettings(
        recorder,
        effectiveNaming(),
        exclusions == null ? UrlExclusions.NONE : exclusions,
        trustForwardedFor,
        query,
        acceptTraceparent,
        details,
        annotations);
  }

  private SegmentNaming effectiveNaming() {
    String variable = environment.apply(NAME_VARIABLE);
    String name =
        variable == null || variable.isBlank() ? System.getProperty(NAME_PROPERTY) : variable;
    return name == null || name.isBlank() ? naming : new SegmentNaming.Fixed(name);
  }

  /** The first that is set, if only to nothing; empty if none is. */
  private static String first(@Nullable String... values) {
    for (String value : values) {
      if (value != null) {
        return value;
      }
    }
    return "";
  }
}
