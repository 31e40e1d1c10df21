// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.AWSLogReference;
import com.amazonaws.xray.plugins.EC2Plugin;
import com.amazonaws.xray.plugins.ECSPlugin;
import com.amazonaws.xray.plugins.EKSPlugin;
import com.amazonaws.xray.plugins.ElasticBeanstalkPlugin;
import com.amazonaws.xray.plugins.Plugin;
import io.github.xraysink.internal.Guard;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the SDK's plugins where the process runs. One that fails or knows nothing is left out. */
final class PluginContext {

  /**
   * The more specific place names the origin (X-Ray developer guide, segment documents, "origin").
   */
  private static final List<String> ORIGINS_MOST_SPECIFIC_FIRST =
      List.of(ElasticBeanstalkPlugin.ORIGIN, EKSPlugin.ORIGIN, ECSPlugin.ORIGIN, EC2Plugin.ORIGIN);

  private PluginContext() {}

  static void collect(Collection<Plugin> plugins, AWSXRayRecorder recorder) {
    for (Plugin plugin : plugins) {
      Guard.run("ask a plugin where the process runs", () -> {
        if (plugin.isEnabled()) {
          collect(plugin, recorder);
        }
      });
    }
  }

  private static void collect(Plugin plugin, AWSXRayRecorder recorder) {
    Map<String, @Nullable Object> found = plugin.getRuntimeContext();
    if (found != null && !found.isEmpty()) {
      recorder.putRuntimeContext(plugin.getServiceName(), found);
      if (isMoreSpecific(plugin.getOrigin(), recorder.getOrigin())) {
        recorder.setOrigin(plugin.getOrigin());
      }
    }
    Set<AWSLogReference> logs = plugin.getLogReferences();
    if (logs != null && !logs.isEmpty()) {
      recorder.addAllLogReferences(logs);
    }
  }

  private static boolean isMoreSpecific(@Nullable String origin, @Nullable String known) {
    if (origin == null || known == null) {
      return origin != null;
    }
    int rank = ORIGINS_MOST_SPECIFIC_FIRST.indexOf(origin);
    int knownRank = ORIGINS_MOST_SPECIFIC_FIRST.indexOf(known);
    return rank >= 0 && (knownRank < 0 || rank < knownRank);
  }
}
