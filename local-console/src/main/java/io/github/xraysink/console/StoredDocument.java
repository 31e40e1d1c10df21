// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A document as it stands in the store: a flag byte, the time of receipt, then the bytes received.
 */
final class StoredDocument {

  private static final int HEADER = 1 + Long.BYTES;
  private static final byte IN_PROGRESS = 1;

  private StoredDocument() {}

  static byte[] encode(ParsedDocument document, long receivedMillis) {
    return ByteBuffer.allocate(HEADER + document.body().length)
        .put(document.inProgress() ? IN_PROGRESS : 0)
        .putLong(receivedMillis)
        .put(document.body())
        .array();
  }

  static boolean inProgress(byte[] stored) {
    return stored[0] == IN_PROGRESS;
  }

  static int bodyLength(byte[] stored) {
    return stored.length - HEADER;
  }

  static boolean sameBody(byte[] stored, byte[] body) {
    return bodyLength(stored) == body.length
        && Arrays.equals(stored, HEADER, stored.length, body, 0, body.length);
  }

  static TraceTree.Part part(byte[] stored) {
    long receivedMillis = ByteBuffer.wrap(stored).getLong(1);
    ObjectNode json = (ObjectNode) Json.readStored(stored, HEADER);
    return new TraceTree.Part(json, receivedMillis * 1_000);
  }
}
