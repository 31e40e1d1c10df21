// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.console.TraceRecord.Annotation;
import io.github.xraysink.console.TraceRecord.Edge;
import io.github.xraysink.console.TraceRecord.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works out the {@link TraceRecord} of a trace from its tree.
 *
 * <p>Nodes are segments by name and origin, and callees inferred from subsegments with a namespace
 * below which no segment of the callee came. Edges run from the segment of the calling subsegment
 * to the callee, and from the client to segments without a parent (developer guide, concepts).
 */
final class TraceFacts {

  /** What a hostile trace could blow up without end is cut here; documents stay whole. */
  private static final int MAX_NODES = 1_000;

  private static final int MAX_ANNOTATIONS = 500;

  private final TraceTree tree;
  private final Map<NodeKey, NodeBuilder> nodes = new LinkedHashMap<>();
  private final Map<EdgeKey, EdgeBuilder> edges = new LinkedHashMap<>();
  private final Set<Annotation> annotations = new LinkedHashSet<>();
  private long start = Long.MAX_VALUE;
  private long end;
  private int flags;

  private record NodeKey(String name, String type, boolean inferred) {}

  private record EdgeKey(int from, int to) {}

  private TraceFacts(TraceTree tree) {
    this.tree = tree;
  }

  /** The numbers of a trace that only the store knows. */
  record Stored(long seq, String traceId, long receivedMillis, int documents, long bytes) {}

  static TraceRecord of(TraceTree tree, Stored stored) {
    TraceFacts facts = new TraceFacts(tree);
    tree.inOrder().forEach(facts::add);
    return facts.record(stored);
  }

  private void add(Entity entity) {
    start = Math.min(start, entity.start());
    end = Math.max(end, entity.endOrStart());
    raise(entity.inProgress(), TraceRecord.IN_PROGRESS);
    raise(entity.flag("fault"), TraceRecord.ANY_FAULT);
    raise(entity.flag("error"), TraceRecord.ANY_ERROR);
    raise(entity.flag("throttle"), TraceRecord.ANY_THROTTLE);
    if (entity.segment) {
      addSegment(entity);
    } else {
      addSubsegment(entity);
    }
    addAnnotations(entity);
  }

  private void raise(boolean holds, int flag) {
    flags |= holds ? flag : 0;
  }

  private void addSegment(Entity segment) {
    NodeBuilder node = node(segment.name(), type(segment), false);
    if (node == null) {
      return;
    }
    node.addSegment(segment);
    if (segment.parentId().isEmpty()) {
      edge(TraceRecord.CLIENT, node.index, segment);
    } else if (segment.parent != null) {
      Entity caller = segment.parent.owner();
      NodeBuilder from = caller == null ? null : node(caller.name(), type(caller), false);
      // A job that opens a segment of its own service draws no arrow to itself, unless it was
      // called through a subsegment that says it is a downstream call.
      if (from != null && (from != node || !segment.parent.namespace().isEmpty())) {
        edge(from.index, node.index, segment.parent.segment ? segment : segment.parent);
      }
    }
  }

  private void addSubsegment(Entity subsegment) {
    Entity owner = subsegment.owner();
    NodeBuilder from = owner == null ? null : node(owner.name(), type(owner), false);
    if (from != null) {
      from.addMessages(subsegment);
    }
    if (!Inferred.isInferred(subsegment)) {
      return;
    }
    NodeBuilder callee = node(Inferred.name(subsegment), Inferred.type(subsegment), true);
    if (callee == null) {
      return;
    }
    callee.addSegment(subsegment);
    if (from != null) {
      edge(from.index, callee.index, subsegment);
    }
  }

  private static String type(Entity segment) {
    return Json.textAt(segment.fields(), "origin");
  }

  private @Nullable NodeBuilder node(String name, String type, boolean inferred) {
    NodeKey key = new NodeKey(name, type, inferred);
    NodeBuilder node = nodes.get(key);
    if (node == null && nodes.size() < MAX_NODES) {
      node = new NodeBuilder(nodes.size(), name, type, inferred);
      nodes.put(key, node);
    }
    return node;
  }

  private void edge(int from, int to, Entity call) {
    edges.computeIfAbsent(new EdgeKey(from, to), k -> new EdgeBuilder()).add(call);
  }

  private void addAnnotations(Entity entity) {
    JsonNode values = entity.fields().get("annotations");
    if (values == null || !values.isObject() || values.isEmpty()) {
      return;
    }
    Entity owner = entity.owner();
    NodeBuilder node = owner == null ? null : node(owner.name(), type(owner), false);
    for (Map.Entry<String, JsonNode> field : values.properties()) {
      Object value = value(field.getValue());
      if (value != null && annotations.size() < MAX_ANNOTATIONS) {
        annotations.add(new Annotation(field.getKey(), value, node == null ? -1 : node.index));
      }
    }
  }

  private static @Nullable Object value(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return value.isBoolean() ? (Object) value.booleanValue() : null;
  }

  private TraceRecord record(Stored stored) {
    Entity root = root();
    int rootNode = -1;
    if (root != null && root.segment) {
      raise(root.flag("fault"), TraceRecord.ROOT_FAULT);
      raise(root.flag("error"), TraceRecord.ROOT_ERROR);
      NodeBuilder node = node(root.name(), type(root), false);
      rootNode = node == null ? -1 : node.index;
    }
    List<Node> builtNodes = new ArrayList<>();
    nodes.values().forEach(node -> builtNodes.add(node.build()));
    List<Edge> builtEdges = new ArrayList<>();
    edges.forEach((key, edge) -> builtEdges.add(edge.build(key.from(), key.to())));
    return new TraceRecord(
        stored.seq(),
        stored.traceId(),
        start == Long.MAX_VALUE ? 0 : start,
        end,
        stored.receivedMillis(),
        stored.documents(),
        tree.inOrder().size(),
        stored.bytes(),
        flags,
        rootNode,
        root == null ? 0 : root.endOrStart() - root.start(),
        root == null ? "" : root.name(),
        builtNodes,
        builtEdges,
        List.copyOf(annotations));
  }

  /** The earliest segment without a parent, else the earliest segment, else the earliest root. */
  private @Nullable Entity root() {
    Entity best = null;
    for (Entity candidate : tree.roots()) {
      if (best == null || rank(candidate) < rank(best)) {
        best = candidate;
      }
    }
    return best;
  }

  private static int rank(Entity entity) {
    if (!entity.segment) {
      return 2;
    }
    return entity.parentId().isEmpty() ? 0 : 1;
  }

  private static final class EdgeBuilder {
    private long start = Long.MAX_VALUE;
    private long end;
    private CallStats stats = CallStats.NONE;

    void add(Entity call) {
      start = Math.min(start, call.start());
      end = Math.max(end, call.endOrStart());
      stats = stats.plus(CallStats.of(call, call.endOrStart() - call.start()));
    }

    Edge build(int from, int to) {
      return new Edge(from, to, start, end, stats);
    }
  }
}
