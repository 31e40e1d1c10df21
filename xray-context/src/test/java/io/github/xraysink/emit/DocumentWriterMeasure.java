// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.SegmentImpl;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.SubsegmentImpl;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Not a test: measures what it costs to write a segment with twenty rich children, ours against the
 * SDK's. Prints nanoseconds of CPU time and allocated bytes per document, and bytes of JSON per
 * second. Run with a main class launcher.
 */
final class DocumentWriterMeasure {

  private static final int CHILDREN = 20;
  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 2_000_000_000L;

  private DocumentWriterMeasure() {}

  public static void main(String[] args) {
    Segment theirs = sdkSegment();
    TestEntity ours = ourSegment();
    DocumentWriter writer = new DocumentWriter(DocumentLimits.MAX_DOCUMENT_BYTES);
    int[] length = new int[1];
    System.out.println(System.getProperty("java.version"));
    for (int round = 0; round < ROUNDS; round++) {
      measure(
          "sdk serialize + UTF-8",
          () -> theirs.serialize().getBytes(StandardCharsets.UTF_8).length);
      measure("ours, to the document", () -> {
        writer.write(ours, document -> length[0] = document.json().length);
        return length[0];
      });
      measure("ours, Documents.json ", () -> Documents.json(ours).length());
    }
    handOver();
  }

  /** The caller's part: what handing over a tree of eleven costs while the queue has room. */
  private static void handOver() {
    TestEntity tree = TestEntity.segment("orders", 1);
    for (int i = 0; i < 10; i++) {
      tree.with(TestEntity.subsegment("load", i + 2));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    int trees = 5_000;
    try (BoundedEmitter emitter = BoundedEmitter.builder()
        .transport(new ForgettingTransport())
        .queueCapacity(trees * 20)
        .build()) {
      for (int round = 0; round < 200; round++) {
        long allocated = threads.getThreadAllocatedBytes(thread);
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < trees; i++) {
          emitter.accept(tree);
        }
        long nanos = threads.getCurrentThreadCpuTime() - start;
        allocated = threads.getThreadAllocatedBytes(thread) - allocated;
        emitter.flush(Duration.ofSeconds(10));
        if (round % 40 == 39) {
          System.out.printf(
              "hand over 11 entities  %d ns  %d B alloc%n", nanos / trees, allocated / trees);
        }
      }
      System.out.println(emitter.stats());
    }
  }

  private static void measure(String what, IntSupplier work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long bytes = 0;
    int runs = 0;
    long allocated = threads.getThreadAllocatedBytes(thread);
    long start = threads.getCurrentThreadCpuTime();
    while (threads.getCurrentThreadCpuTime() - start < ROUND_NANOS) {
      for (int i = 0; i < 500; i++) {
        bytes += work.getAsInt();
        runs++;
      }
    }
    double nanos = threads.getCurrentThreadCpuTime() - start;
    allocated = threads.getThreadAllocatedBytes(thread) - allocated;
    System.out.printf(
        "%s  %8.0f ns/doc  %8d B alloc/doc  %6d B json  %7.1f MB/s%n",
        what, nanos / runs, allocated / runs, bytes / runs, bytes * 1e3 / nanos);
  }

  private static Map<String, Object> request() {
    return Map.of(
        "method", "GET", "url", "https://inventory.example.com/v1/items/4711?detail=full");
  }

  private static Map<String, Object> response() {
    return Map.of("status", 200, "content_length", 4096);
  }

  private static Map<String, Object> nested() {
    Map<String, Object> nested = new LinkedHashMap<>();
    nested.put("tenant", "acme");
    nested.put("attempt", 2);
    nested.put("cached", false);
    return nested;
  }

  private static Segment sdkSegment() {
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard().build();
    Segment segment = new SegmentImpl(recorder, "storefront");
    fill(segment);
    segment.setUser("u-1");
    segment.putService("version", "1.4.2");
    for (int i = 0; i < CHILDREN; i++) {
      Subsegment child = new SubsegmentImpl(recorder, "inventory" + i, segment);
      child.setParent(segment);
      child.setNamespace("remote");
      fill(child);
      segment.addSubsegment(child);
      child.end();
    }
    segment.end();
    return segment;
  }

  private static void fill(Entity entity) {
    entity.putHttp("request", request());
    entity.putHttp("response", response());
    entity.putAws("operation", "GetItem");
    entity.putAws("region", "eu-central-1");
    entity.putAws("request_id", "7a7c7a0e-4f4e-4d57-9a3b-1b1f5fbd0c11");
    entity.putAnnotation("customer", "c-4711");
    entity.putAnnotation("items", 17);
    entity.putAnnotation("express", true);
    entity.putAnnotation("weight", 12.75);
    entity.putMetadata("note", "three parcels, one of them \"fragile\"");
    entity.putMetadata("count", 42L);
    entity.putMetadata("context", nested());
  }

  private static TestEntity ourSegment() {
    TestEntity segment = TestEntity.segment("storefront", 1);
    fill(segment);
    segment.user = "u-1";
    segment.service.put("version", "1.4.2");
    segment.service.put("runtime", "OpenJDK 64-Bit Server VM");
    segment.service.put("runtime_version", "17.0.15");
    for (int i = 0; i < CHILDREN; i++) {
      TestEntity child = TestEntity.subsegment("inventory" + i, i + 2);
      child.namespace = "remote";
      fill(child);
      segment.with(child);
    }
    return segment;
  }

  private static void fill(TestEntity entity) {
    entity.http.put("request", request());
    entity.http.put("response", response());
    entity.aws.put("operation", "GetItem");
    entity.aws.put("region", "eu-central-1");
    entity.aws.put("request_id", "7a7c7a0e-4f4e-4d57-9a3b-1b1f5fbd0c11");
    entity
        .annotation("customer", "c-4711")
        .annotation("items", 17)
        .annotation("express", true)
        .annotation("weight", 12.75)
        .metadata("note", "three parcels, one of them \"fragile\"")
        .metadata("count", 42L)
        .metadata("context", nested());
  }
}
