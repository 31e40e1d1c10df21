// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on everything that reached an emitter. A failure shows the trees. */
public final class TraceAssert extends AbstractAssert<TraceAssert, CapturedTraces> {

  TraceAssert(@Nullable CapturedTraces actual) {
    super(actual, TraceAssert.class);
  }

  /** Nothing was sent. */
  public TraceAssert isEmpty() {
    return hold(actual.documents().isEmpty(), "nothing sent");
  }

  /** Everything belongs to one trace. */
  public TraceAssert hasOneTrace() {
    return hasTraces(1);
  }

  /** There are that many different traces. */
  public TraceAssert hasTraces(int count) {
    int found = actual.traceIds().size();
    return hold(found == count, count + " traces, but there are " + found);
  }

  /** There are that many different segments and subsegments. */
  public TraceAssert hasEntities(int count) {
    int found = actual.entities().size();
    return hold(found == count, count + " entities, but there are " + found);
  }

  /** The segments have exactly these names, in any order. */
  public TraceAssert hasSegments(String... names) {
    List<String> found = sortedNames(actual.segments());
    List<String> expected = Stream.of(names).sorted().toList();
    return hold(found.equals(expected), "segments " + expected + ", but they are " + found);
  }

  /** The subsegments, wherever they hang, have exactly these names, in any order. */
  public TraceAssert hasSubsegments(String... names) {
    List<String> found = sortedNames(actual.subsegments());
    List<String> expected = Stream.of(names).sorted().toList();
    return hold(found.equals(expected), "subsegments " + expected + ", but they are " + found);
  }

  /** No entity has that name. */
  public TraceAssert hasNoEntity(String name) {
    return hold(actual.byName(name).isEmpty(), "no entity named '" + name + "'");
  }

  /** Each entity is in exactly one complete document, and none is in progress only. */
  public TraceAssert sentEachEntityOnce() {
    List<CapturedEntity> wrong =
        actual.entities().stream().filter(entity -> entity.timesSent() != 1).toList();
    return hold(wrong.isEmpty(), "each entity sent once complete, but not " + some(wrong));
  }

  /** No entity was sent complete more than once. */
  public TraceAssert hasNoDuplicates() {
    List<CapturedEntity> duplicates = actual.duplicates();
    return hold(duplicates.isEmpty(), "nothing sent twice, but these were: " + some(duplicates));
  }

  /**
   * X-Ray would take every document. Their size does not count here: to split is for the emitter
   * that sends them.
   */
  public TraceAssert hasOnlyValidDocuments() {
    List<String> problems = new ArrayList<>();
    for (CapturedDocument document : actual.documents()) {
      SegmentDocuments.validate(document.root())
          .forEach(violation -> problems.add(violation + " in " + document));
    }
    return hold(problems.isEmpty(), "only valid documents, but " + some(problems));
  }

  /** Goes on with the one entity of that name; fails if there is none or there are several. */
  public EntityAssert entity(String name) {
    List<CapturedEntity> found = actual.byName(name);
    hold(found.size() == 1, "one entity named '" + name + "', but there are " + found.size());
    return new EntityAssert(found.get(0), actual);
  }

  private static List<String> sortedNames(List<CapturedEntity> entities) {
    return entities.stream().map(CapturedEntity::name).sorted().toList();
  }

  private static String some(List<?> all) {
    int shown = Math.min(10, all.size());
    String more = shown == all.size() ? "" : " and " + (all.size() - shown) + " more";
    return all.subList(0, shown) + more;
  }

  private TraceAssert hold(boolean holds, String expectation) {
    isNotNull();
    if (!holds) {
      failWithMessage("%s", "Expected " + expectation + ":\n" + actual);
    }
    return this;
  }
}
