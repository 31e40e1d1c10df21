// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.emit.TransportProvider;
import io.github.xraysink.emit.TransportProvider.Destination;
import io.github.xraysink.emit.TransportSettings;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Opens what the setting {@code emitter} names. */
final class Destinations {

  static final String UDP = "udp";
  static final String NONE = "none";
  private static final String TEE = "tee:";

  /** What provides a name that we know, but that is not on the class path. */
  private static final String MODULE = "io.github.xraysink:xraysink-emitters";

  private static final Set<String> OF_MODULE = Set.of("api", "otlp");

  /** More than anybody has; a class path that can be read no further must not hold us for ever. */
  private static final int MOST_BROKEN_PROVIDERS = 100;

  private final Map<String, TransportSettings> fromBuilder;
  private final Setting.Sources sources;
  private final Map<String, TransportProvider> providers = new LinkedHashMap<>();
  private @Nullable Throwable brokenProvider;

  Destinations(Map<String, TransportSettings> fromBuilder, Setting.Sources sources) {
    this.fromBuilder = fromBuilder;
    this.sources = sources;
  }

  /** Whether the text has the form of the setting; which names there are is not looked at. */
  static boolean wellFormed(String setting) {
    String text = setting.trim().toLowerCase(Locale.ROOT);
    List<String> names = names(text);
    return names.stream().allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)*"))
        && new LinkedHashSet<>(names).size() == names.size()
        && (!text.startsWith(TEE) || names.size() > 1 && !names.contains(NONE));
  }

  private static List<String> names(String setting) {
    String text = setting.trim().toLowerCase(Locale.ROOT);
    return text.startsWith(TEE)
        ? List.of(text.substring(TEE.length()).trim().split("\\s*,\\s*", -1))
        : List.of(text);
  }

  /**
   * Opens all destinations, or none.
   *
   * @throws IllegalArgumentException if nothing provides one of them, or it cannot be opened as it
   *     is set
   */
  OwnEmitters open(String setting) {
    Map<String, Destination> opened = new LinkedHashMap<>();
    OwnEmitters emitters = new OwnEmitters();
    try {
      for (String name : names(setting)) {
        if (!name.equals(UDP) && !name.equals(NONE)) {
          opened.put(name, provider(setting, name).open(settings(name)));
        }
      }
      for (String name : names(setting)) {
        if (name.equals(UDP)) {
          emitters.addDaemon(name);
        } else if (!name.equals(NONE)) {
          emitters.add(name, Objects.requireNonNull(opened.get(name)));
        }
      }
      return emitters;
    } catch (RuntimeException | LinkageError refused) {
      opened.values().forEach(destination -> destination.transport().close());
      throw refused;
    }
  }

  private TransportSettings settings(String name) {
    TransportSettings own = fromBuilder.getOrDefault(name, TransportSettings.NONE);
    return ContextSettings.destination(name).resolve(own, sources);
  }

  private TransportProvider provider(String setting, String name) {
    if (providers.isEmpty()) {
      // Both: in an application server one of them may see only half of the class path.
      collect(ServiceLoader.load(TransportProvider.class, Destinations.class.getClassLoader()));
      collect(ServiceLoader.load(TransportProvider.class));
    }
    TransportProvider found = providers.get(name);
    if (found == null) {
      throw new IllegalArgumentException(missing(setting, name), brokenProvider);
    }
    return found;
  }

  /** A provider that cannot be made must not keep the others from being found. */
  private void collect(ServiceLoader<TransportProvider> loader) {
    Iterator<TransportProvider> candidates = loader.iterator();
    for (int broken = 0; broken < MOST_BROKEN_PROVIDERS; broken++) {
      try {
        while (candidates.hasNext()) {
          TransportProvider provider = candidates.next();
          providers.putIfAbsent(provider.name(), provider);
        }
        return;
      } catch (ServiceConfigurationError | LinkageError failed) {
        brokenProvider = failed;
      }
    }
  }

  private String missing(String setting, String name) {
    Set<String> here = new TreeSet<>(providers.keySet());
    here.add(UDP);
    here.add(NONE);
    String remedy = OF_MODULE.contains(name) ? "; add the dependency " + MODULE : "";
    return "xraysink setting 'emitter' is '" + setting
        + "', but nothing on the class path provides '"
        + name + "'" + remedy + "; accepted: " + String.join(", ", here)
        + ", or tee: and several of them, like tee:udp,api";
  }
}
