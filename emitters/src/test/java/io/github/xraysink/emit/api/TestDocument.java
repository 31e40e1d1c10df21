// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.TraceDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A document of one segment, as large as wanted. */
record TestDocument(String id, String traceId, byte[] json) implements TraceDocument {

  private static final String TRACE_ID = "1-5759e988-bd862e3fe1be46a994272793";

  static TestDocument of(int number, int bytes) {
    String id = String.format("%016x", number);
    String start = "{\"id\":\"" + id + "\",\"name\":\"s\",\"trace_id\":\"" + TRACE_ID
        + "\",\"start_time\":1.7E9,\"end_time\":1.7E9,\"user\":\"";
    String json = start + "x".repeat(Math.max(0, bytes - start.length() - 2)) + "\"}";
    return new TestDocument(id, TRACE_ID, json.getBytes(StandardCharsets.UTF_8));
  }

  static List<TraceDocument> many(int count, int bytes) {
    List<TraceDocument> documents = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      documents.add(of(i, bytes));
    }
    return documents;
  }

  @Override
  public boolean segment() {
    return true;
  }

  @Override
  public int entityCount() {
    return 1;
  }

  @Override
  public EntityView root() {
    throw new UnsupportedOperationException("sent as JSON");
  }
}
