// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on one segment or subsegment. A failure shows the entity, and the trees where they are
 * known.
 */
public final class EntityAssert extends AbstractAssert<EntityAssert, CapturedEntity> {

  private final @Nullable CapturedTraces traces;

  EntityAssert(@Nullable CapturedEntity actual) {
    this(actual, null);
  }

  EntityAssert(@Nullable CapturedEntity actual, @Nullable CapturedTraces traces) {
    super(actual, EntityAssert.class);
    this.traces = traces;
  }

  /** What hangs right below it has exactly these names, in any order. */
  public EntityAssert hasChildren(String... names) {
    List<String> found = actual.childNames().stream().sorted().toList();
    List<String> expected = Stream.of(names).sorted().toList();
    return hold(found.equals(expected), "have children " + expected + ", but has " + found);
  }

  /** Nothing hangs below it. */
  public EntityAssert hasNoChildren() {
    return hasChildren();
  }

  /** It hangs right below {@code parent}. */
  public EntityAssert isChildOf(CapturedEntity parent) {
    return hold(actual.parentId().filter(parent.id()::equals).isPresent(), "be below " + parent);
  }

  /** It hangs right below the one entity of that name; only after {@link TraceAssert#entity}. */
  public EntityAssert isChildOf(String parentName) {
    return isChildOf(known().entity(parentName));
  }

  /** The two have the same parent, and it is not the same entity. */
  public EntityAssert isSiblingOf(CapturedEntity other) {
    boolean siblings = actual.parentId().isPresent()
        && actual.parentId().equals(other.parentId())
        && !actual.id().equals(other.id());
    return hold(siblings, "be a sibling of " + other);
  }

  /** As {@link #isSiblingOf(CapturedEntity)}; only after {@link TraceAssert#entity}. */
  public EntityAssert isSiblingOf(String otherName) {
    return isSiblingOf(known().entity(otherName));
  }

  /** It names no parent. */
  public EntityAssert hasNoParent() {
    return hold(actual.parentId().isEmpty(), "have no parent, but has " + actual.parentId());
  }

  /** It names that parent, which need not have been captured. */
  public EntityAssert hasParentId(String id) {
    return hold(actual.parentId().filter(id::equals).isPresent(), "have the parent " + id);
  }

  public EntityAssert hasName(String name) {
    return hold(actual.name().equals(name), "be named '" + name + "'");
  }

  public EntityAssert isInTrace(String traceId) {
    return hold(actual.traceId().equals(traceId), "be in trace " + traceId);
  }

  public EntityAssert isSegment() {
    return hold(actual.isSegment(), "be a segment");
  }

  public EntityAssert isSubsegment() {
    return hold(!actual.isSegment(), "be a subsegment");
  }

  public EntityAssert hasFault() {
    return hold(actual.fault(), "have a fault");
  }

  public EntityAssert hasNoFault() {
    return hold(!actual.fault(), "have no fault");
  }

  public EntityAssert hasError() {
    return hold(actual.error(), "have an error");
  }

  /** Exactly these exceptions are described in it, outermost first. */
  public EntityAssert hasExceptions(Class<?>... types) {
    List<String> expected = Stream.of(types).map(Class::getName).toList();
    List<String> found = actual.exceptionTypes();
    return hold(found.equals(expected), "describe " + expected + ", but describes " + found);
  }

  public EntityAssert hasAnnotation(String key, Object value) {
    Object found = actual.annotations().get(key);
    return hold(
        Objects.equals(found, value),
        "have annotation " + key + "=" + value + ", but has " + found);
  }

  public EntityAssert hasNoAnnotation(String key) {
    return hold(!actual.annotations().containsKey(key), "have no annotation " + key);
  }

  /** It is in exactly one complete document. */
  public EntityAssert isSentOnce() {
    int times = actual.timesSent();
    return hold(times == 1, "be sent once, but was sent " + times + " times");
  }

  /** Only documents in progress were sent of it. */
  public EntityAssert isInProgress() {
    return hold(actual.inProgress(), "be in progress");
  }

  public EntityAssert isNotInProgress() {
    return hold(!actual.inProgress(), "have ended");
  }

  public EntityAssert lastsAtLeast(Duration duration) {
    return hold(
        actual.duration().compareTo(duration) >= 0,
        "last at least " + duration + ", but lasts " + actual.duration());
  }

  private CapturedTraces known() {
    return Objects.requireNonNull(
        traces, "use assertThat(traces).entity(..) to look up others by name");
  }

  private EntityAssert hold(boolean holds, String expectation) {
    isNotNull();
    if (!holds) {
      String shown = traces == null ? actual.json().toPrettyString() : traces.toString();
      failWithMessage("%s", "Expected " + actual + " to " + expectation + ":\n" + shown);
    }
    return this;
  }
}
