// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.util.List;

/**
 * What lists, filters and graphs need to know of a trace, worked out once when its documents come.
 *
 * <p>It is kept beside the documents so that a query over many traces reads no document. Times are
 * epoch microseconds.
 *
 * @param seq the number the store gave the trace, ascending by first receipt
 * @param start start of the earliest entity
 * @param end end of the latest entity
 * @param receivedMillis when the first document came, epoch milliseconds
 * @param documents how many documents are stored
 * @param entities how many segments and subsegments they hold
 * @param bytes size of the documents
 * @param flags which of {@link #IN_PROGRESS} and its like hold
 * @param rootNode index in {@code nodes} of the service where the trace began, -1 if none is known
 * @param rootMicros how long the root took, 0 while open
 * @param rootName name of the root, or of the earliest entity
 */
record TraceRecord(
    long seq,
    String traceId,
    long start,
    long end,
    long receivedMillis,
    int documents,
    int entities,
    long bytes,
    int flags,
    int rootNode,
    long rootMicros,
    String rootName,
    List<Node> nodes,
    List<Edge> edges,
    List<Annotation> annotations) {

  /** Some entity is still open. */
  static final int IN_PROGRESS = 1;

  /** Some entity, not only the root, has a fault. */
  static final int ANY_FAULT = 2;

  /** Some entity has an error. */
  static final int ANY_ERROR = 4;

  /** Some entity was throttled. */
  static final int ANY_THROTTLE = 8;

  /** The root has a fault. */
  static final int ROOT_FAULT = 16;

  /** The root has an error. */
  static final int ROOT_ERROR = 32;

  /** The end of an edge that no service stands at: the client. */
  static final int CLIENT = -1;

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  boolean inProgress() {
    return has(IN_PROGRESS);
  }

  long durationMicros() {
    return end - start;
  }

  /**
   * One service of the trace: all segments of one name and type, or a callee known only by calls.
   */
  record Node(
      String name,
      String type,
      boolean inferred,
      boolean inProgress,
      long start,
      long end,
      CallStats stats,
      List<Http> https,
      List<String> users,
      String zone,
      String instance,
      List<String> arns,
      List<String> messages) {}

  /** Calls from one node to another; {@code from} may be {@link #CLIENT}. */
  record Edge(int from, int to, long start, long end, CallStats stats) {}

  /** An HTTP request as served or sent; absent texts are "", an absent status is 0. */
  record Http(String url, String method, int status, String userAgent, String clientIp) {}

  /** An annotation; the value is a String, a Double or a Boolean. */
  record Annotation(String key, Object value, int node) {}
}
