// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import io.github.xraysink.samples.lambda.Daemon.Entity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the steps of many invocations.
 *
 * @param failed how many invocations failed
 * @param inOtherTraces how many steps were sent in the trace of another invocation
 * @param underOtherParents how many of the others hang elsewhere than they should
 * @param lost how many were never sent complete
 * @param twice how many were sent complete more than once
 */
record Outcome(int failed, int inOtherTraces, int underOtherParents, int lost, int twice) {

  static final Outcome PERFECT = new Outcome(0, 0, 0, 0, 0);

  /** An invocation: its id, and the trace and the parent its header named. */
  record Invoked(String request, String traceId, String parentId) {}

  private record Step(String request, String name) {}

  static Outcome of(
      int failed, List<Invoked> invoked, List<Entity> sent, List<String> belowHandler) {
    Map<Step, List<Entity>> complete = new HashMap<>();
    for (Entity entity : sent) {
      if (!entity.inProgress()) {
        complete
            .computeIfAbsent(new Step(entity.request(), entity.name()), key -> new ArrayList<>())
            .add(entity);
      }
    }
    int otherTraces = 0;
    int otherParents = 0;
    int lost = 0;
    int twice = 0;
    for (Invoked one : invoked) {
      List<String> names = new ArrayList<>(belowHandler);
      names.add("handler");
      List<Entity> handler = complete.getOrDefault(new Step(one.request(), "handler"), List.of());
      String handlerId = handler.isEmpty() ? "none" : handler.get(0).id();
      for (String name : names) {
        List<Entity> found = complete.getOrDefault(new Step(one.request(), name), List.of());
        lost += found.isEmpty() ? 1 : 0;
        twice += found.size() > 1 ? 1 : 0;
        for (Entity entity : found) {
          String parent = name.equals("handler") ? one.parentId() : handlerId;
          if (!entity.traceId().equals(one.traceId())) {
            otherTraces++;
          } else if (!entity.parentId().equals(parent)) {
            otherParents++;
          }
        }
      }
    }
    return new Outcome(failed, otherTraces, otherParents, lost, twice);
  }
}
