// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.benchmarks.DocumentBench.Size;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.EntityView;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A finished trace of one library, ready to be written. Every library is told the same. */
abstract class TracedTree {

  static TracedTree of(Library library, Size size) {
    return switch (library) {
      case XRAYSINK -> ours(size);
      case SDK -> sdk(size);
      case OPENTELEMETRY -> PeerTrees.openTelemetry(size);
      case BRAVE -> PeerTrees.brave(size);
      default -> throw new IllegalArgumentException(library + " writes no documents of its own");
    };
  }

  /** Writes all of it; returns the number of bytes. */
  abstract int write();

  int writeJson() {
    return write();
  }

  private static TracedTree ours(Size size) {
    Xraysink xraysink = Xraysink.builder()
        .samplingStrategy(new AllSamplingStrategy())
        .streamingThreshold(1_000) // or children of a large one would have gone ahead
        .emitter(Sinks.discard())
        .build();
    EntityView root = (EntityView) segment(xraysink.recorder(), size);
    EmitterWriter writer = new EmitterWriter();
    return new TracedTree() {
      @Override
      int write() {
        return writer.write(root);
      }
    };
  }

  private static TracedTree sdk(Size size) {
    Segment root = segment(
        AWSXRayRecorderBuilder.standard()
            .withSamplingStrategy(new AllSamplingStrategy())
            .withStreamingStrategy(new com.amazonaws.xray.strategy.DefaultStreamingStrategy(1_000))
            .withEmitter(Sinks.discard())
            .build(),
        size);
    return new TracedTree() {
      @Override
      int write() {
        return root.serialize().getBytes(StandardCharsets.UTF_8).length;
      }
    };
  }

  private static Segment segment(AWSXRayRecorder recorder, Size size) {
    Segment segment = recorder.beginSegment("storefront");
    for (int i = 0; i < size.children(); i++) {
      Subsegment child = recorder.beginSubsegment("inventory" + i);
      fill(child, size);
      recorder.endSubsegment();
    }
    recorder.endSegment();
    return segment;
  }

  private static void fill(Entity child, Size size) {
    switch (size) {
      case SMALL -> {}
      case MEDIUM -> {
        child.setNamespace("remote");
        child.putHttp("request", new LinkedHashMap<>(Map.of("method", "GET", "url", URL)));
        child.putHttp(
            "response", new LinkedHashMap<>(Map.of("status", 200, "content_length", 4096)));
        child.putAws("operation", "GetItem");
        child.putAws("region", "eu-central-1");
        child.putAws("request_id", REQUEST_ID);
        annotate(child);
        child.putMetadata("note", NOTE);
        child.putMetadata("count", 42L);
      }
      case LARGE -> annotate(child);
      case EXCEPTIONS -> child.addException(failure());
    }
  }

  private static void annotate(Entity child) {
    child.putAnnotation("customer", "c-4711");
    child.putAnnotation("items", 17);
    child.putAnnotation("express", true);
    child.putAnnotation("weight", 12.75);
  }

  static final String URL = "https://inventory.example.com/v1/items/4711?detail=full";
  static final String REQUEST_ID = "7a7c7a0e-4f4e-4d57-9a3b-1b1f5fbd0c11";
  static final String NOTE = "three parcels, one of them \"fragile\"";

  static Throwable failure() {
    return new IllegalStateException(
        "order 4711 cannot be shipped", new IllegalArgumentException("no such warehouse: 12"));
  }
}
