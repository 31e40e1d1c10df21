// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The questions the job was made to ask. */
enum Check {
  SIBLINGS_RIGHT("calls begun one after the other are siblings"),
  STAGE_RIGHT("a stage of a future hangs where it was attached"),
  FAULTS_RIGHT("what throws is a fault, errors too, and nothing else is"),
  LATE_CHILD_ARRIVED("a step that outlives its request arrives"),
  REQUEST_NOT_DELAYED("and the request does not wait for it"),
  LATE_START_ARRIVED("a step begun after its request arrives"),
  SENT_ONCE("and the request is not sent again"),
  LOST_CHILD_IN_PROGRESS("a step that never ends is sent in progress"),
  LOST_CHILD_REQUEST_ARRIVED("and its request is sent"),
  PERIODIC_OWN_TRACES("each run of a periodic task is its own trace");

  private final String claim;

  Check(String claim) {
    this.claim = claim;
  }

  /** As in the JSON. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What holds if it passes, in words. */
  String claim() {
    return claim;
  }

  boolean passes(Judgement judgement) {
    return switch (this) {
      case SIBLINGS_RIGHT ->
        Stream.of("ask airline", "ask railway", "ask shipping line")
            .allMatch(call -> arrived(judgement, "quote shipping", call));
      case STAGE_RIGHT -> arrived(judgement, "place order", "print card");
      case FAULTS_RIGHT -> faults(judgement);
      case LATE_CHILD_ARRIVED -> arrived(judgement, "confirm", "send mail");
      case REQUEST_NOT_DELAYED -> arrived(judgement, "confirm", "orders") && !delayed(judgement);
      case LATE_START_ARRIVED -> arrived(judgement, "ship", "update statistics");
      case SENT_ONCE -> arrived(judgement, "ship", "orders");
      case LOST_CHILD_IN_PROGRESS -> inProgress(judgement, "check fraud", "ask for score");
      case LOST_CHILD_REQUEST_ARRIVED -> arrived(judgement, "check fraud", "orders");
      case PERIODIC_OWN_TRACES -> ownTraces(judgement);
    };
  }

  /** Whether there is one such entity, and it arrived with its end, once, in its place. */
  private static boolean arrived(Judgement judgement, String request, String name) {
    List<SeenEntity> all = judgement.find(request, name);
    return all.size() == 1 && arrived(judgement, all.get(0));
  }

  private static boolean arrived(Judgement judgement, SeenEntity entity) {
    return entity.complete() && judgement.copies(entity) == 0 && !judgement.misplaced(entity);
  }

  private static boolean inProgress(Judgement judgement, String request, String name) {
    List<SeenEntity> all = judgement.find(request, name);
    return all.size() == 1 && !all.get(0).complete() && !judgement.misplaced(all.get(0));
  }

  private static boolean faults(Judgement judgement) {
    return judgement.expected().stream().filter(Expected::fails).noneMatch(judgement::isMissing)
        && judgement.seen().entities().stream()
            .allMatch(entity -> judgement.shouldFail(entity) == (entity.failure() != null));
  }

  private static boolean delayed(Judgement judgement) {
    return judgement.seen().entities().stream()
        .anyMatch(entity -> judgement.heldUpBy(entity).isPresent());
  }

  private static boolean ownTraces(Judgement judgement) {
    List<SeenEntity> runs = judgement.find("sweep", "carts");
    return !runs.isEmpty()
        && runs.stream().map(SeenEntity::traceId).distinct().count() == runs.size()
        && runs.stream().allMatch(run -> arrived(judgement, run) && alone(judgement, run));
  }

  /** Whether nothing else began the trace that a run is in. */
  private static boolean alone(Judgement judgement, SeenEntity run) {
    return judgement.seen().entities().stream()
        .filter(SeenEntity::segment)
        .filter(entity -> entity.traceId().equals(run.traceId()))
        .allMatch(run::equals);
  }
}
