// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.xraysink.console.TraceRecord.Edge;
import io.github.xraysink.console.TraceRecord.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up the services and edges of traces and writes them as GetServiceGraph and GetTraceGraph do.
 * For one thread.
 */
final class Graph {

  private static final String CLIENT_TYPE = "client";

  private final Map<Key, Vertex> vertices = new LinkedHashMap<>();

  private record Key(String name, String type) {}

  private static final class Vertex {
    final int reference;
    final Key key;
    boolean root;
    boolean inferred = true;
    long start = Long.MAX_VALUE;
    long end;
    CallStats stats = CallStats.NONE;
    final Map<Vertex, Arc> arcs = new LinkedHashMap<>();

    Vertex(int reference, Key key) {
      this.reference = reference;
      this.key = key;
    }

    void saw(long from, long to) {
      start = Math.min(start, from);
      end = Math.max(end, to);
    }
  }

  private static final class Arc {
    long start = Long.MAX_VALUE;
    long end;
    CallStats stats = CallStats.NONE;
  }

  void add(TraceRecord trace) {
    List<Vertex> ofTrace = new ArrayList<>();
    for (int i = 0; i < trace.nodes().size(); i++) {
      Node node = trace.nodes().get(i);
      Vertex vertex = vertex(node.name(), node.type());
      vertex.root |= i == trace.rootNode();
      vertex.inferred &= node.inferred();
      vertex.saw(node.start(), node.end());
      vertex.stats = vertex.stats.plus(node.stats());
      ofTrace.add(vertex);
    }
    for (Edge edge : trace.edges()) {
      Vertex to = ofTrace.get(edge.to());
      Vertex from = edge.from() == TraceRecord.CLIENT
          ? vertex(to.key.name(), CLIENT_TYPE)
          : ofTrace.get(edge.from());
      from.saw(edge.start(), edge.end());
      Arc arc = from.arcs.computeIfAbsent(to, v -> new Arc());
      arc.start = Math.min(arc.start, edge.start());
      arc.end = Math.max(arc.end, edge.end());
      arc.stats = arc.stats.plus(edge.stats());
    }
  }

  private Vertex vertex(String name, String type) {
    return vertices.computeIfAbsent(new Key(name, type), key -> new Vertex(vertices.size(), key));
  }

  /** The services, callers before callees they were met with. */
  List<ObjectNode> services() {
    List<ObjectNode> services = new ArrayList<>();
    vertices.values().forEach(vertex -> services.add(service(vertex)));
    return services;
  }

  private static ObjectNode service(Vertex vertex) {
    boolean client = vertex.key.type().equals(CLIENT_TYPE);
    ObjectNode service =
        Json.object().put("ReferenceId", vertex.reference).put("Name", vertex.key.name());
    service.putArray("Names").add(vertex.key.name());
    service.put("Root", vertex.root);
    if (!vertex.key.type().isEmpty()) {
      service.put("Type", vertex.key.type());
    }
    service.put("State", client || vertex.inferred ? "unknown" : "active");
    service.put("StartTime", Times.seconds(vertex.start));
    service.put("EndTime", Times.seconds(vertex.end));
    ArrayNode edges = service.putArray("Edges");
    vertex.arcs.forEach((to, arc) -> edges.add(edge(to, arc)));
    if (!client) {
      service.set("SummaryStatistics", statistics(vertex.stats));
      service.set("DurationHistogram", histogram(vertex.stats.histogram()));
      service.set("ResponseTimeHistogram", histogram(vertex.stats.histogram()));
    }
    return service;
  }

  private static ObjectNode edge(Vertex to, Arc arc) {
    ObjectNode edge = Json.object()
        .put("ReferenceId", to.reference)
        .put("StartTime", Times.seconds(arc.start))
        .put("EndTime", Times.seconds(arc.end));
    edge.set("SummaryStatistics", statistics(arc.stats));
    edge.set("ResponseTimeHistogram", histogram(arc.stats.histogram()));
    edge.putArray("Aliases");
    return edge;
  }

  private static ObjectNode statistics(CallStats stats) {
    ObjectNode json = Json.object().put("OkCount", stats.ok());
    json.putObject("ErrorStatistics")
        .put("ThrottleCount", stats.throttle())
        .put("OtherCount", stats.error())
        .put("TotalCount", stats.error() + stats.throttle());
    json.putObject("FaultStatistics")
        .put("OtherCount", stats.fault())
        .put("TotalCount", stats.fault());
    return json.put("TotalCount", stats.total())
        .put("TotalResponseTime", Times.seconds(stats.totalMicros()));
  }

  static ArrayNode histogram(Histogram histogram) {
    ArrayNode json = Json.array();
    for (int i = 0; i < histogram.size(); i++) {
      json.addObject()
          .put("Value", Histogram.valueOf(histogram.bucket(i)) / 1e6)
          .put("Count", histogram.count(i));
    }
    return json;
  }
}
