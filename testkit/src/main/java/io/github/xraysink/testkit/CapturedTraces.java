// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The traces that reached a {@link CapturingEmitter} or {@link CapturingTransport}: each entity
 * once, with the children that were sent inside its document and those that were sent on their own
 * and name it as their parent.
 *
 * <p>Every method looks at what has arrived when it is called.
 */
public final class CapturedTraces {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  // Entities drawn where the traces are printed: a failure should be readable.
  private static final int SHOWN = 200;

  private final Supplier<List<CapturedDocument>> documents;

  CapturedTraces(Supplier<List<CapturedDocument>> documents) {
    this.documents = documents;
  }

  /** All documents, in the order in which they arrived. */
  public List<CapturedDocument> documents() {
    return documents.get();
  }

  /** All entities, in the order in which they were first mentioned. */
  public List<CapturedEntity> entities() {
    Map<String, CapturedEntity> byId = new LinkedHashMap<>();
    for (CapturedDocument document : documents()) {
      String trace = document.root().path("trace_id").asText();
      mention(byId, document.root(), trace, "", document.segment());
    }
    Comparator<CapturedEntity> byStart = Comparator.comparingDouble(CapturedEntity::startTime);
    byId.values().stream()
        .sorted(byStart)
        .forEach(entity -> entity.parentId().map(byId::get).ifPresent(at -> at.adopt(entity)));
    return List.copyOf(byId.values());
  }

  private static void mention(
      Map<String, CapturedEntity> byId,
      JsonNode json,
      String trace,
      String above,
      boolean segment) {
    String id = json.path("id").asText();
    byId.computeIfAbsent(id, CapturedEntity::new).mentioned(json, trace, above, segment);
    json.path("subsegments").forEach(child -> mention(byId, child, trace, id, false));
  }

  /** All segments. */
  public List<CapturedEntity> segments() {
    return matching(CapturedEntity::isSegment);
  }

  /** All subsegments, embedded or not. */
  public List<CapturedEntity> subsegments() {
    return matching(entity -> !entity.isSegment());
  }

  /** All entities of that name. */
  public List<CapturedEntity> byName(String name) {
    return matching(entity -> entity.name().equals(name));
  }

  /** Entities of which nothing complete has been sent. */
  public List<CapturedEntity> inProgress() {
    return matching(CapturedEntity::inProgress);
  }

  /** Entities that were sent complete more than once. */
  public List<CapturedEntity> duplicates() {
    return matching(entity -> entity.timesSent() > 1);
  }

  private List<CapturedEntity> matching(Predicate<CapturedEntity> condition) {
    return entities().stream().filter(condition).toList();
  }

  /**
   * The one entity of that name.
   *
   * @throws NoSuchElementException if there is none, or there are several; tells what there is
   */
  public CapturedEntity entity(String name) {
    List<CapturedEntity> found = byName(name);
    if (found.size() != 1) {
      throw new NoSuchElementException(found.size() + " entities named '" + name + "' in\n" + this);
    }
    return found.get(0);
  }

  /** The different traces, in the order of their first document. */
  public Set<String> traceIds() {
    Set<String> ids = new LinkedHashSet<>();
    documents().forEach(document -> ids.add(document.root().path("trace_id").asText()));
    return ids;
  }

  /**
   * The topmost entities of a trace, each with what hangs below it: one if the trace is whole.
   *
   * @param traceId {@code 1-<8 hex>-<24 hex>}
   */
  public List<CapturedEntity> roots(String traceId) {
    List<CapturedEntity> ofTrace = matching(entity -> entity.traceId().equals(traceId));
    Set<String> known = new LinkedHashSet<>();
    ofTrace.forEach(entity -> known.add(entity.id()));
    return ofTrace.stream()
        .filter(entity -> entity.parentId().filter(known::contains).isEmpty())
        .toList();
  }

  /**
   * Waits until that many entities have been sent complete; at most ten seconds.
   *
   * @return this
   * @throws AssertionError if they do not arrive; tells what there is
   */
  public CapturedTraces await(int entities) {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> matching(entity -> !entity.inProgress()).size() >= entities);
      return this;
    } catch (ConditionTimeoutException tooLate) {
      throw new AssertionError("Waited for " + entities + " complete entities, got\n" + this);
    }
  }

  /** The traces as indented trees; of many entities, the first. */
  @Override
  public String toString() {
    List<CapturedEntity> all = entities();
    Set<String> known = new HashSet<>();
    all.forEach(entity -> known.add(entity.id()));
    StringBuilder text = new StringBuilder();
    Set<String> drawn = new HashSet<>();
    for (CapturedEntity entity : all) {
      if (entity.parentId().filter(known::contains).isEmpty() && drawn.size() < SHOWN) {
        text.append("trace ").append(entity.traceId()).append('\n');
        draw(text, entity, "  ", drawn);
      }
    }
    if (drawn.size() < all.size()) {
      text.append("and ").append(all.size() - drawn.size()).append(" more entities\n");
    }
    return text.isEmpty() ? "no traces" : text.toString();
  }

  /** Draws each entity once, so that a ring of parents ends. */
  private static void draw(
      StringBuilder text, CapturedEntity entity, String indent, Set<String> drawn) {
    if (drawn.size() >= SHOWN || !drawn.add(entity.id())) {
      return;
    }
    text.append(indent).append(entity);
    text.append(entity.parentId().map(id -> " below " + id).orElse(""));
    text.append(entity.inProgress() ? " in progress" : "");
    text.append(entity.timesSent() > 1 ? " SENT " + entity.timesSent() + " TIMES" : "");
    text.append(entity.fault() ? " fault" : "").append('\n');
    entity.children().forEach(child -> draw(text, child, indent + "  ", drawn));
  }
}
