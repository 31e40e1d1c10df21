// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of the job, with one of the two ways to trace.
 *
 * @param title who traced
 * @param logged what it wrote to the log, in order
 * @param thrown what tracing made the job throw; {@code null} if nothing
 */
record Half(
    String title,
    Judgement judgement,
    List<String> logged,
    @Nullable String thrown) {

  /** Whether the traces are those of the job, and the job was left alone. */
  boolean right() {
    return thrown == null && judgement.right();
  }

  /** As in the JSON. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("right", right());
    summary.putAll(judgement.counts().byName());
    for (Check check : Check.values()) {
      summary.put(check.key(), check.passes(judgement));
    }
    summary.put("log_lines", logged.size());
    if (thrown != null) {
      summary.put("job_failed", thrown);
    }
    return summary;
  }
}
