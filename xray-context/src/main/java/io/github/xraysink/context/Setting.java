// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its name, what it accepts, and what counts when nobody sets it. A value in the
 * builder counts before the system property {@code xraysink.<name>}, and that before the
 * environment variable {@code XRAYSINK_<NAME>}.
 *
 * @param name as in the system property, in words joined by hyphens
 * @param accepted what is accepted, for error messages and the README
 * @param effect what it does, for the README
 * @param defaultText the default, for the README
 */
record Setting<T>(
    String name,
    String accepted,
    String effect,
    String defaultText,
    @Nullable T defaultValue,
    Function<String, T> parse,
    Predicate<T> valid) {

  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h)");

  String property() {
    return "xraysink." + name;
  }

  String environmentVariable() {
    return "XRAYSINK_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * The value in force.
   *
   * @param fromBuilder {@code null} if the builder was not told
   * @throws IllegalArgumentException if the value in force is not accepted; names setting, value
   *     and what is accepted
   */
  @Nullable
  T resolve(@Nullable T fromBuilder, Sources sources) {
    if (fromBuilder != null) {
      if (!valid.test(fromBuilder)) {
        throw refused(fromBuilder, "builder");
      }
      return fromBuilder;
    }
    String property = sources.property(property());
    if (property != null) {
      return parsed(property, "property " + property());
    }
    String variable = sources.environment(environmentVariable());
    if (variable != null) {
      return parsed(variable, "environment variable " + environmentVariable());
    }
    return defaultValue;
  }

  /** As {@link #resolve}, for a setting that has a default. */
  T require(@Nullable T fromBuilder, Sources sources) {
    return Objects.requireNonNull(resolve(fromBuilder, sources), name);
  }

  private T parsed(String text, String where) {
    T value;
    try {
      value = parse.apply(text.trim());
    } catch (NumberFormatException | DateTimeParseException | UnsupportedOperationException wrong) {
      throw refused(text, where);
    }
    if (!valid.test(value)) {
      throw refused(text, where);
    }
    return value;
  }

  private IllegalArgumentException refused(Object value, String where) {
    return new IllegalArgumentException("xraysink setting '" + name + "' is '" + value + "' ("
        + where + "); accepted: " + accepted);
  }

  // --- kinds ---

  static Setting<String> text(String name, String effect, String defaultText, String defaultValue) {
    return new Setting<>(
        name,
        "text that is not blank",
        effect,
        defaultText,
        defaultValue,
        text -> text,
        text -> !text.isBlank());
  }

  static Setting<Boolean> flag(String name, String effect, boolean defaultValue) {
    return new Setting<>(
        name,
        "true or false",
        effect,
        String.valueOf(defaultValue),
        defaultValue,
        Setting::parseFlag,
        value -> true);
  }

  private static Boolean parseFlag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new UnsupportedOperationException(text);
    };
  }

  static Setting<Integer> number(String name, String effect, int atLeast, int defaultValue) {
    return new Setting<>(
        name,
        "a whole number of at least " + atLeast,
        effect,
        String.valueOf(defaultValue),
        defaultValue,
        Integer::valueOf,
        value -> value >= atLeast);
  }

  static Setting<Duration> duration(
      String name, String effect, String defaultText, @Nullable Duration defaultValue) {
    return new Setting<>(
        name,
        "a duration above zero, like 500ms, 10s, 5m, 1h or PT10S",
        effect,
        defaultText,
        defaultValue,
        Setting::parseDuration,
        value -> !value.isNegative() && !value.isZero());
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = SHORT_DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  static <E extends Enum<E>> Setting<E> choice(
      String name, String effect, Class<E> type, E defaultValue) {
    List<String> names = Arrays.stream(type.getEnumConstants())
        .map(one -> one.name().toLowerCase(Locale.ROOT))
        .toList();
    return new Setting<>(
        name,
        String.join(", ", names),
        effect,
        defaultValue.name().toLowerCase(Locale.ROOT),
        defaultValue,
        text -> parseChoice(type, text),
        value -> true);
  }

  private static <E extends Enum<E>> E parseChoice(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new UnsupportedOperationException(text);
  }

  /** Where values come from besides the builder. */
  interface Sources {

    /** The process's own. */
    Sources PROCESS = new Sources() {
      @Override
      public @Nullable String property(String name) {
        return System.getProperty(name);
      }

      @Override
      public @Nullable String environment(String name) {
        return System.getenv(name);
      }
    };

    @Nullable
    String property(String name);

    @Nullable
    String environment(String name);

    /** These, with properties that go before those that are here. */
    default Sources after(Function<String, @Nullable String> properties) {
      Sources rest = this;
      return new Sources() {
        @Override
        public @Nullable String property(String name) {
          String found = properties.apply(name);
          return found == null ? rest.property(name) : found;
        }

        @Override
        public @Nullable String environment(String name) {
          return rest.environment(name);
        }
      };
    }
  }
}
