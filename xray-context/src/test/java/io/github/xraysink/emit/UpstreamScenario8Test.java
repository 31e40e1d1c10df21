// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What was checked on the SDK's emitter over a real socket, checked on ours. The letters are those
 * of that list.
 */
@Timeout(60)
class UpstreamScenario8Test {

  private final UdpReceiver receiver = new UdpReceiver();
  private final BoundedEmitter emitter = BoundedEmitter.builder()
      .transport(UdpTransport.builder()
          .environment(name -> null)
          .address(receiver.address())
          .build())
      .queueCapacity(100_000)
      .build();
  private long nextId = 1;

  @AfterEach
  void close() {
    emitter.close();
    receiver.close();
  }

  @Test
  void a_segmentWithManyLargeSubsegments_arrivesSplit() {
    TestEntity segment = segment("req");
    for (int i = 0; i < 60; i++) {
      segment.with(subsegment("c" + i, 2_000));
    }

    List<JsonNode> documents = send(segment);

    assertThat(ids(documents)).hasSize(61).doesNotHaveDuplicates();
    // The SDK needs 61 datagrams.
    assertThat(documents.size()).isLessThan(40);
  }

  @Test
  void b_bigSubsegmentLost_arrivesTrimmed() {
    TestEntity huge = subsegment("huge", 70_000).with(subsegment("small", 10));
    TestEntity segment = segment("req").with(huge);

    List<JsonNode> documents = send(segment);

    assertThat(ids(documents)).hasSize(3).doesNotHaveDuplicates();
    assertThat(emitter.stats().documentsTrimmed()).isEqualTo(1);
  }

  @Test
  void c_segmentTooLargeItself_arrivesWithItsChildren() {
    TestEntity segment = segment("req").metadata("text", "x".repeat(70_000));
    for (int i = 0; i < 5; i++) {
      segment.with(subsegment("c" + i, 10));
    }

    List<JsonNode> documents = send(segment);

    assertThat(ids(documents)).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void d_deepChain_arrivesSplit() {
    TestEntity segment = segment("req");
    TestEntity parent = segment;
    for (int i = 0; i < 90; i++) {
      TestEntity child = subsegment("d" + i, 1_000);
      parent.with(child);
      parent = child;
    }

    List<JsonNode> documents = send(segment);

    assertThat(ids(documents)).hasSize(91).doesNotHaveDuplicates();
    assertThat(documents).hasSize(2);
  }

  @Test
  void e_wideSecondLevel_arrivesSplit() {
    TestEntity parent = subsegment("parent", 10);
    for (int i = 0; i < 80; i++) {
      parent.with(subsegment("c" + i, 1_000));
    }

    List<JsonNode> documents = send(segment("req").with(parent));

    assertThat(ids(documents)).hasSize(82).doesNotHaveDuplicates();
  }

  @Test
  void f_fiveHundredSubsegments_arriveOnce() {
    TestEntity segment = segment("req");
    for (int i = 0; i < 500; i++) {
      segment.with(subsegment("c" + i, 1_000));
    }

    assertThat(ids(send(segment))).hasSize(501).doesNotHaveDuplicates();
  }

  @Test
  void g_getterThatThrows_costsThatValueOnly() {
    TestEntity segment = segment("req").metadata("lazy", new Hostile.Throwing());
    for (int i = 0; i < 6; i++) {
      segment.with(subsegment("c" + i, 10));
    }

    List<JsonNode> documents = send(segment);

    assertThat(ids(documents)).hasSize(7).doesNotHaveDuplicates();
    assertThat(documents.get(0).at("/metadata/default/lazy").asText()).startsWith("<not written");
  }

  @Test
  void h_cyclicValue_costsThatValueOnly() {
    TestEntity child = subsegment("c", 10).metadata("cycle", new Hostile.Cyclic());

    assertThat(ids(send(segment("req").with(child)))).hasSize(2);
  }

  @Test
  void i_segmentHandedOverAgain_arrivesOnce() {
    HandoverSegment segment = new HandoverSegment(segment("req"));

    for (int i = 0; i < 4; i++) {
      emitter.sendSegment(segment);
    }

    emitter.flush(Duration.ofSeconds(10));
    await().until(() -> !receiver.datagrams.isEmpty());
    assertThat(receiver.documents()).hasSize(1);
    assertThat(emitter.stats().entitiesDropped()).isEqualTo(Map.of(DropReason.DUPLICATE, 3L));
  }

  @Test
  void j_burst_isAccountedFor() {
    int burst = 5_000;

    for (int i = 0; i < burst; i++) {
      emitter.accept(segment("s"));
    }

    assertThat(emitter.flush(Duration.ofSeconds(30))).isTrue();
    EmitterStats stats = emitter.stats();
    assertThat(stats.entitiesSent()).isEqualTo(burst);
    assertThat(stats.documentsSent()).isEqualTo(burst);
    assertThat(stats.queued()).isZero();
  }

  /** Sends a tree, waits for all documents of it, and gives them back checked. */
  private List<JsonNode> send(TestEntity root) {
    emitter.accept(root);
    assertThat(emitter.flush(Duration.ofSeconds(10))).isTrue();
    EmitterStats stats = emitter.stats();
    assertThat(stats.entitiesSent()).isEqualTo(root.completedEntities());
    await().until(() -> receiver.datagrams.size() == stats.documentsSent());
    return receiver.documents();
  }

  private static List<String> ids(List<JsonNode> documents) {
    List<String> ids = new ArrayList<>();
    documents.forEach(document -> collect(document, ids));
    return ids;
  }

  private static void collect(JsonNode entity, List<String> ids) {
    ids.add(entity.path("id").asText());
    entity.path("subsegments").forEach(child -> collect(child, ids));
  }

  private TestEntity segment(String name) {
    return TestEntity.segment(name, nextId++);
  }

  private TestEntity subsegment(String name, int bytes) {
    return TestEntity.subsegment(name, nextId++).metadata("text", "x".repeat(bytes));
  }
}
