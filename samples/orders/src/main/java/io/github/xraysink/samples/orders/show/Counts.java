// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What arrived, in numbers.
 *
 * @param documents datagrams received
 * @param valid documents that X-Ray takes
 * @param expected segments and subsegments that the job makes
 * @param complete different ones that arrived with their end
 * @param inProgress different ones that arrived, but never with their end
 * @param lost ones that did not arrive, or only without their end although they have one
 * @param misplaced ones that hang under something they were not begun under
 * @param duplicates ends that were told again
 * @param unexpected ones that the job does not make
 */
record Counts(
    int documents,
    int valid,
    int expected,
    int complete,
    int inProgress,
    int lost,
    int misplaced,
    int duplicates,
    int unexpected) {

  boolean right() {
    return valid == documents && lost == 0 && misplaced == 0 && duplicates == 0 && unexpected == 0;
  }

  /** Named as in the output, in its order. */
  Map<String, Integer> byName() {
    Map<String, Integer> byName = new LinkedHashMap<>();
    byName.put("documents_received", documents);
    byName.put("documents_valid", valid);
    byName.put("entities_expected", expected);
    byName.put("entities_complete", complete);
    byName.put("entities_in_progress", inProgress);
    byName.put("lost", lost);
    byName.put("misplaced", misplaced);
    byName.put("duplicates", duplicates);
    byName.put("unexpected", unexpected);
    return byName;
  }
}
