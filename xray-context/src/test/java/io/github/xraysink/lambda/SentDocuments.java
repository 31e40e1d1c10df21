// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.emit.DocumentTransport;
import io.github.xraysink.emit.Outcome;
import io.github.xraysink.emit.TraceDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** A transport that keeps what it is given, or hangs until it is released. */
final class SentDocuments implements DocumentTransport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Queue<JsonNode> documents = new ConcurrentLinkedQueue<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  void hang() {
    gate = new CountDownLatch(1);
  }

  void release() {
    gate.countDown();
  }

  @Override
  public List<Outcome> send(List<TraceDocument> batch) {
    List<Outcome> outcomes = new ArrayList<>();
    try {
      gate.await();
      for (TraceDocument document : batch) {
        documents.add(JSON.readTree(document.json()));
        outcomes.add(Outcome.SENT);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return outcomes;
  }

  @Override
  public int maxBatch() {
    return 100;
  }

  @Override
  public void close() {}

  List<JsonNode> all() {
    return List.copyOf(documents);
  }

  /** The documents whose topmost entity has this name, in the order of arrival. */
  List<JsonNode> named(String name) {
    return documents.stream()
        .filter(document -> document.path("name").asText().equals(name))
        .toList();
  }

  JsonNode only(String name) {
    List<JsonNode> found = named(name);
    if (found.size() != 1) {
      throw new AssertionError("expected one '" + name + "' in " + documents);
    }
    return found.get(0);
  }
}
