// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.AWSLogReference;
import io.github.xraysink.context.entity.Shared;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all segments of a recorder tell about where they run. Put together when it changes, not for
 * each segment; a segment keeps what was true when it began.
 */
final class RuntimeContext {

  private static final String LOGS_KEY = "cloudwatch_logs";

  private final TracingRecorder recorder;
  // Guarded by itself.
  private final Set<AWSLogReference> logReferences = new LinkedHashSet<>();
  private volatile @Nullable Shared shared;
  // Somebody has the recorder's maps and may write to them at any time: ask each time.
  private volatile boolean handedOut;

  RuntimeContext(TracingRecorder recorder) {
    this.recorder = recorder;
  }

  void changed() {
    shared = null;
  }

  void handedOut() {
    handedOut = true;
  }

  void addLogReferences(Collection<AWSLogReference> references) {
    synchronized (logReferences) {
      logReferences.addAll(references);
    }
    changed();
  }

  Shared shared() {
    Shared known = shared;
    if (known != null && !handedOut) {
      return known;
    }
    Map<String, Object> aws = new LinkedHashMap<>(recorder.awsNow());
    List<Map<String, Object>> logs = logs();
    if (!logs.isEmpty()) {
      aws.put(LOGS_KEY, logs);
    }
    Shared fresh = new Shared(aws, recorder.serviceNow(), recorder.getOrigin());
    shared = fresh;
    return fresh;
  }

  private List<Map<String, Object>> logs() {
    List<Map<String, Object>> logs = new ArrayList<>();
    synchronized (logReferences) {
      for (AWSLogReference reference : logReferences) {
        Map<String, Object> log = new LinkedHashMap<>();
        putIfThere(log, "log_group", reference.getLogGroup());
        putIfThere(log, "arn", reference.getArn());
        logs.add(log);
      }
    }
    return logs;
  }

  private static void putIfThere(Map<String, Object> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
