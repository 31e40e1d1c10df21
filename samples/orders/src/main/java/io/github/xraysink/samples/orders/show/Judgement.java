// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What arrived, held against what should have arrived. */
final class Judgement {

  /** The SDK's clock ticks in milliseconds. */
  private static final double CLOCK_SECONDS = 0.001;

  private final SeenTraces seen;
  private final List<Expected> expected;

  Judgement(SeenTraces seen, List<Expected> expected) {
    this.seen = seen;
    this.expected = List.copyOf(expected);
  }

  /** The counts that show at a glance whether the traces are right. */
  Counts counts() {
    List<SeenEntity> entities = List.copyOf(seen.entities());
    int complete = (int) entities.stream().filter(SeenEntity::complete).count();
    return new Counts(
        seen.documents(),
        seen.validDocuments(),
        expected.stream().mapToInt(Expected::times).sum(),
        complete,
        entities.size() - complete,
        expected.stream().mapToInt(this::missing).sum(),
        (int) entities.stream().filter(this::misplaced).count(),
        entities.stream().mapToInt(this::copies).sum(),
        surplus());
  }

  /** Whether all is as the job did it. */
  boolean right() {
    return counts().right() && Stream.of(Check.values()).allMatch(check -> check.passes(this));
  }

  /** What did not arrive, or arrived without its end although it has one. */
  List<Expected> lost() {
    return expected.stream().filter(this::isMissing).toList();
  }

  /** How many of an expected entity did not arrive. */
  int missing(Expected each) {
    long arrived = matching(each).stream()
        .filter(entity -> entity.complete() || !each.ends())
        .count();
    return (int) Math.max(0, each.times() - arrived);
  }

  boolean isMissing(Expected each) {
    return missing(each) > 0;
  }

  /** How many arrived that the job does not make, or not so many of. */
  private int surplus() {
    int known = expected.stream().mapToInt(this::arrivedAsExpected).sum();
    return seen.entities().size() - known;
  }

  private int arrivedAsExpected(Expected each) {
    return Math.min(each.times(), matching(each).size());
  }

  /** All entities of a name that belong to a request. */
  List<SeenEntity> find(String request, String name) {
    return expected.stream()
        .filter(each -> each.request().equals(request) && each.name().equals(name))
        .flatMap(each -> matching(each).stream())
        .toList();
  }

  private List<SeenEntity> matching(Expected each) {
    return seen.entities().stream()
        .filter(entity -> expectationOf(entity).filter(each::equals).isPresent())
        .toList();
  }

  SeenTraces seen() {
    return seen;
  }

  List<Expected> expected() {
    return expected;
  }

  /** What the entity is supposed to be; if its segment did not arrive, told by its name alone. */
  Optional<Expected> expectationOf(SeenEntity entity) {
    String request = seen.requestOf(entity);
    return expected.stream()
        .filter(each -> each.name().equals(entity.name()))
        .filter(each -> request == null || each.request().equals(request))
        .findFirst();
  }

  boolean shouldFail(SeenEntity entity) {
    return expectationOf(entity).map(Expected::fails).orElse(false);
  }

  /** Whether it hangs under something else than what it was begun under. */
  boolean misplaced(SeenEntity entity) {
    Optional<Expected> rule = expectationOf(entity);
    if (rule.isEmpty()) {
      return false;
    }
    if (rule.get().parent().isEmpty()) {
      return entity.parentId() != null;
    }
    SeenEntity parent = seen.parentOf(entity);
    return parent == null || !parent.name().equals(rule.get().parent());
  }

  /** How often its end was told again. */
  int copies(SeenEntity entity) {
    return Math.max(0, seen.timesComplete(entity) - 1);
  }

  /** The entity that a segment had to wait for: one that ended after it, and arrived with it. */
  Optional<SeenEntity> heldUpBy(SeenEntity segment) {
    Double end = segment.end();
    if (!segment.segment() || end == null) {
      return Optional.empty();
    }
    return seen.entities().stream()
        .filter(other -> other.document() == segment.document())
        .filter(other -> Objects.requireNonNullElse(other.end(), 0.0) > end + CLOCK_SECONDS)
        .findFirst();
  }

  /** What a reader should know of an entity, beside its place and its times. */
  List<Remark> remarksOn(SeenEntity entity) {
    List<Remark> remarks = new ArrayList<>();
    Optional<Expected> rule = expectationOf(entity);
    if (rule.isEmpty()) {
      remarks.add(Remark.wrong("not of this job"));
    }
    if (misplaced(entity)) {
      String parent = rule.map(Expected::parent).orElse("");
      remarks.add(
          Remark.wrong("misplaced: belongs under " + (parent.isEmpty() ? "nothing" : parent)));
    }
    if (copies(entity) > 0) {
      remarks.add(Remark.wrong("sent " + seen.timesComplete(entity) + " times"));
    }
    heldUpBy(entity)
        .ifPresent(it -> remarks.add(Remark.wrong("not sent before the end of " + it.name())));
    remarkOnProgress(entity, rule.map(Expected::ends).orElse(true)).ifPresent(remarks::add);
    remarkOnFailure(entity, shouldFail(entity)).ifPresent(remarks::add);
    return remarks;
  }

  private static Optional<Remark> remarkOnProgress(SeenEntity entity, boolean ends) {
    if (entity.complete()) {
      return Optional.empty();
    }
    return Optional.of(ends ? Remark.wrong("its end is lost") : Remark.note("in progress"));
  }

  private static Optional<Remark> remarkOnFailure(SeenEntity entity, boolean fails) {
    String failure = entity.failure();
    if (failure == null) {
      return fails ? Optional.of(Remark.wrong("has failed, and looks well")) : Optional.empty();
    }
    String text = failure.isEmpty() ? "fault" : "fault: " + failure;
    return Optional.of(fails ? Remark.note(text) : Remark.wrong(text));
  }
}
