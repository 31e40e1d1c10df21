// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.ExceptionView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DocumentWriterTest {

  @Test
  void invalidNamesSent_areMadeValidAndCounted() {
    TestEntity segment =
        TestEntity.segment("bad?*;name$", 1).with(TestEntity.subsegment("n".repeat(250), 2));

    Written written = Written.of(segment);

    assertThat(written.only().path("name").asText()).isEqualTo("bad_name_");
    assertThat(written.only().at("/subsegments/0/name").asText()).hasSize(200);
    assertThat(written.changes()).containsExactly(Map.entry(DocumentChange.NAME_CLEANED, 2L));
  }

  @Test
  void metadataLosesSegment_onlyTheValueIsReplaced() {
    List<Object> mixed = new ArrayList<>(Arrays.asList(1, new Hostile.Throwing(), "kept"));
    TestEntity segment = TestEntity.segment("orders", 1)
        .metadata("throwing", new Hostile.Throwing())
        .metadata("cyclic", new Hostile.Cyclic())
        .metadata("endless", new Hostile.Endless())
        .metadata("cyclicMap", Hostile.cyclicMap())
        .metadata("memory", new Hostile.OutOfMemory())
        .metadata("mixed", mixed)
        .metadata("kept", "value")
        .annotation("mute", new Hostile.Mute())
        .annotation("kept", 1);

    Written written = Written.of(segment);

    JsonNode metadata = written.only().at("/metadata/default");
    assertThat(metadata.path("throwing").asText())
        .isEqualTo("<not written: Throwing: IllegalStateException>");
    assertThat(metadata.path("cyclic").asText())
        .isEqualTo("<not written: Cyclic: cyclic or nested too deep>");
    assertThat(metadata.path("endless").asText())
        .isEqualTo("<not written: Endless: cyclic or nested too deep>");
    assertThat(metadata.path("cyclicMap").asText())
        .isEqualTo("<not written: cyclic or nested too deep>");
    assertThat(metadata.path("memory").asText())
        .isEqualTo("<not written: OutOfMemory: OutOfMemoryError>");
    assertThat(metadata.path("mixed").toString())
        .isEqualTo("[1,\"<not written: Throwing: IllegalStateException>\",\"kept\"]");
    assertThat(metadata.path("kept").asText()).isEqualTo("value");
    assertThat(written.only().at("/annotations/mute").asText())
        .isEqualTo("<not written: IllegalStateException>");
    assertThat(written.only().at("/annotations/kept").asInt()).isEqualTo(1);
    assertThat(written.changes()).containsExactly(Map.entry(DocumentChange.VALUE_UNWRITABLE, 7L));
  }

  @Test
  void partThatCannotBeRead_isLeftOutAndTheRestKept() {
    TestEntity segment = TestEntity.segment("orders", 1).annotation("kept", 1);
    EntityView broken = new DelegatingView(segment) {
      @Override
      public Map<String, Object> http() {
        throw new IllegalStateException("changed meanwhile");
      }
    };

    Written written = Written.of(broken);

    assertThat(written.only().at("/annotations/kept").asInt()).isEqualTo(1);
    assertThat(written.changes()).containsExactly(Map.entry(DocumentChange.VALUE_UNWRITABLE, 1L));
    assertThat(Schemas.valid(Documents.json(broken))).isEqualTo(written.only());
  }

  @Test
  void entityWithoutReadableId_isCountedAndItsChildrenSent() {
    TestEntity child = TestEntity.subsegment("child", 3);
    child.parentId = TestEntity.id(2);
    TestEntity middle = TestEntity.subsegment("middle", 2);
    EntityView broken = new DelegatingView(middle) {
      @Override
      public String name() {
        throw new IllegalStateException("no name");
      }

      @Override
      public List<TestEntity> children() {
        return List.of(child);
      }
    };
    EntityView root = new PartialView(TestEntity.segment("orders", 1), List.of(broken));

    Written written = Written.of(root);

    assertThat(written.json())
        .extracting(json -> json.path("id").asText())
        .containsExactlyInAnyOrder(TestEntity.id(1), TestEntity.id(3));
    assertThat(written.json().get(0).path("parent_id").asText()).isEqualTo(TestEntity.id(2));
    assertThat(written.result().unwritable()).isEqualTo(1);
  }

  @Test
  void annotations_areBroughtWithinTheLimits() {
    TestEntity segment = TestEntity.segment("orders", 1)
        .annotation("a.b", 1)
        .annotation("a-b", 2)
        .annotation("a_b", 3)
        .annotation("long", "x".repeat(1_500))
        .annotation("list", List.of(1, 2))
        .annotation("half", "\ud83d");

    Written written = Written.of(segment);

    JsonNode annotations = written.only().path("annotations");
    assertThat(annotations.path("a_b").asInt()).isEqualTo(3);
    assertThat(annotations.path("a_b_2").asInt()).isEqualTo(1);
    assertThat(annotations.path("a_b_3").asInt()).isEqualTo(2);
    assertThat(annotations.path("long").asText()).hasSize(1_000);
    assertThat(annotations.path("list").asText()).isEqualTo("[1, 2]");
    assertThat(annotations.path("half").asText()).isEqualTo("\ufffd");
    assertThat(written.changes())
        .containsOnly(
            Map.entry(DocumentChange.KEY_CLEANED, 2L),
            Map.entry(DocumentChange.TEXT_CUT, 1L),
            Map.entry(DocumentChange.VALUE_CONVERTED, 1L),
            Map.entry(DocumentChange.TEXT_REPAIRED, 1L));
  }

  @Test
  void annotationsBeyondFifty_moveToTheMetadata() {
    TestEntity segment = TestEntity.segment("orders", 1);
    for (int i = 0; i < 60; i++) {
      segment.annotation("k" + i, i);
    }

    Written written = Written.of(segment);

    assertThat(written.only().path("annotations")).hasSize(50);
    assertThat(written.only().at("/metadata/xraysink_annotations")).hasSize(10);
    assertThat(written.only().at("/metadata/xraysink_annotations/k59").asInt()).isEqualTo(59);
    assertThat(written.changes()).containsExactly(Map.entry(DocumentChange.ANNOTATION_MOVED, 10L));
  }

  @Test
  void reservedMetadata_isRenamed() {
    TestEntity segment =
        TestEntity.segment("orders", 1).metadata("AWS.x", "AWS.k", 1).metadata("AWS_x", "k", 2);

    Written written = Written.of(segment);

    assertThat(written.only().at("/metadata/AWS_x_2/AWS_k").asInt()).isEqualTo(1);
    assertThat(written.only().at("/metadata/AWS_x/k").asInt()).isEqualTo(2);
    assertThat(written.changes()).containsExactly(Map.entry(DocumentChange.KEY_CLEANED, 2L));
  }

  @Test
  void knownFields_haveTheFormXrayRequires() {
    TestEntity segment = TestEntity.segment("orders", 1);
    segment.http.put(
        "request", Map.of("url", "u".repeat(300), "method", 7, "x_forwarded_for", "true"));
    segment.http.put("response", Map.of("status", 999, "content_length", "12"));
    segment.aws.put("ec2", "no object");
    segment.aws.put(
        "cloudwatch_logs", List.of(Map.of("arn", "nonsense"), Map.of("log_group", "g")));
    segment.user = "u".repeat(300);

    Written written = Written.of(segment);

    JsonNode json = written.only();
    assertThat(json.at("/http/request/url").asText()).hasSize(250);
    assertThat(json.at("/http/request/method").asText()).isEqualTo("7");
    assertThat(json.at("/http/request/x_forwarded_for").isBoolean()).isTrue();
    assertThat(json.at("/http/response").toString()).isEqualTo("{\"content_length\":12}");
    assertThat(json.path("aws").toString())
        .isEqualTo("{\"cloudwatch_logs\":[{\"log_group\":\"g\"}]}");
    assertThat(json.path("user").asText()).hasSize(250);
    assertThat(written.changes())
        .containsOnly(
            Map.entry(DocumentChange.TEXT_CUT, 2L),
            Map.entry(DocumentChange.VALUE_CONVERTED, 3L),
            // The status, the text for ec2, the ARN, and the log group that had nothing else.
            Map.entry(DocumentChange.VALUE_DROPPED, 4L));
  }

  @Test
  void invalidNamespaceParentAndTimes_areCorrected() {
    TestEntity child = TestEntity.subsegment("child", 2);
    child.namespace = "local";
    TestEntity segment = TestEntity.segment("orders", 1).with(child);
    segment.parentId = "XYZ";
    segment.startMicros = -5;
    segment.endMicros = Long.MAX_VALUE;

    Written written = Written.of(segment);

    assertThat(written.only().at("/subsegments/0/namespace").isMissingNode()).isTrue();
    assertThat(written.only().path("parent_id").isMissingNode()).isTrue();
    assertThat(written.only().path("start_time").asDouble()).isZero();
    assertThat(written.changes())
        .containsOnly(
            Map.entry(DocumentChange.VALUE_DROPPED, 1L),
            Map.entry(DocumentChange.ID_REPLACED, 1L),
            Map.entry(DocumentChange.TIME_CLAMPED, 2L));
  }

  @Test
  void idsOfTheirOwnMaking_stillMeet() {
    TestEntity child = TestEntity.subsegment("child", 2);
    child.id = "child-1";
    TestEntity grandchild = TestEntity.subsegment("grandchild", 3);
    child.with(grandchild);
    grandchild.metadata("big", "x".repeat(60_000));
    child.metadata("big", "x".repeat(60_000));
    TestEntity segment = TestEntity.segment("orders", 1).with(child);

    Written written = Written.of(segment);

    assertThat(written.json()).hasSize(2);
    assertThat(written.json().get(0).path("parent_id"))
        .isEqualTo(written.json().get(1).at("/subsegments/0/id"));
  }

  @Test
  void doubles_areReadBackAsTheSame() {
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      double value = switch (i % 4) {
        case 0 -> random.nextInt() / 100.0;
        case 1 -> random.nextInt(1_000_000) / 1e6;
        case 2 -> Double.longBitsToDouble(random.nextLong());
        default -> random.nextGaussian();
      };
      JsonBytes out = new JsonBytes(1_000);
      new ValueWriter(out, new ChangeTally(), new EncodedTexts()).number(value);
      String written = out.text();

      assertThat(Double.parseDouble(written.replace("\"", ""))).isEqualTo(Double.valueOf(value));
    }
  }

  @Test
  void numbers_areWrittenInFull() {
    for (long number :
        new long[] {0, 9, 10, 99, 100, 12_345, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE}) {
      JsonBytes out = new JsonBytes(100);
      out.number(number);
      assertThat(out.text()).isEqualTo(Long.toString(number));
    }
    JsonBytes out = new JsonBytes(100);
    out.seconds(1_795_226_010_000_023L);
    assertThat(out.text()).isEqualTo("1795226010.000023");
  }

  @Test
  void wideSegment_isSplitIntoFewConnectedDocuments() {
    TestEntity segment = TestEntity.segment("orders", 1);
    for (int i = 0; i < 200; i++) {
      segment.with(TestEntity.subsegment("c" + i, i + 2).metadata("text", "x".repeat(1_000)));
    }

    Written written = Written.of(segment);

    // Each child that does not fit goes on its own; what fits stays with the segment.
    JsonNode root = written.json().get(written.json().size() - 1);
    assertThat(root.path("id").asText()).isEqualTo(segment.id);
    assertThat(root.path("subsegments").size() + written.json().size() - 1).isEqualTo(200);
    assertThat(root.path("subsegments").size()).isGreaterThan(45);
    assertThat(written.result().trimmed()).isZero();
  }

  @Test
  void deepChain_isSplitInTheMiddle() {
    TestEntity segment = TestEntity.segment("orders", 1);
    TestEntity parent = segment;
    for (int i = 0; i < 20_000; i++) {
      TestEntity child = TestEntity.subsegment("d", i + 2);
      parent.with(child);
      parent = child;
    }

    Written written = Written.of(segment);

    assertThat(written.documents()).hasSize(201);
    assertThat(written.documents().stream().mapToInt(CountedDocument::completed).sum())
        .isEqualTo(20_001);
    assertThat(Documents.json(segment)).contains(parent.id);
  }

  @Test
  void oneEntityTooLarge_losesStackFramesFirst() {
    List<StackTraceElement> frames = Collections.nCopies(
        2_000, new StackTraceElement("com.example.Store", "load", "Store.java", 1));
    TestEntity segment =
        TestEntity.segment("orders", 1).metadata("text", "x".repeat(30_000)).annotation("a", 1);
    segment.cause = new Described(
        "/srv", List.of(new ExceptionView(TestEntity.id(9), "T", "m", false, 5, 0, null, frames)));

    Written written = Written.of(segment);

    assertThat(written.only().at("/cause/exceptions/0/stack")).hasSize(10);
    assertThat(written.only().at("/cause/exceptions/0/truncated").asInt()).isEqualTo(1_995);
    assertThat(written.only().at("/metadata/default/text").asText()).hasSize(30_000);
    assertThat(written.only().at("/metadata/xraysink/trimmed").asText())
        .isEqualTo("left out for size: stack frames after number 10");
    assertThat(written.result().trimmed()).isEqualTo(1);
  }

  @Test
  void bigSubsegmentLost_losesItsLargestMetadataOnly() {
    TestEntity child = TestEntity.subsegment("huge", 2)
        .metadata("huge", "x".repeat(70_000))
        .metadata("large", "y".repeat(40_000))
        .metadata("small", "kept")
        .annotation("kept", true);
    TestEntity segment =
        TestEntity.segment("orders", 1).with(child, TestEntity.subsegment("small", 3));

    Written written = Written.of(segment);

    JsonNode found = written.only().at("/subsegments/0");
    assertThat(found.at("/metadata/default/large").asText()).hasSize(40_000);
    assertThat(found.at("/metadata/default/small").asText()).isEqualTo("kept");
    assertThat(found.at("/metadata/default/huge").isMissingNode()).isTrue();
    assertThat(found.at("/metadata/xraysink/trimmed").asText())
        .isEqualTo("left out for size: metadata default.huge");
    assertThat(written.only().path("subsegments")).hasSize(2);
  }

  @Test
  void annotationsGoLast() {
    TestEntity segment = TestEntity.segment("orders", 1);
    for (int i = 0; i < 50; i++) {
      segment.annotation("key" + i, "\u4e2d".repeat(1_000));
    }
    segment.metadata("small", 1);

    Written written = Written.of(segment);

    assertThat(written.only().path("annotations").isMissingNode()).isTrue();
    assertThat(written.only().at("/metadata/xraysink/trimmed").asText()).endsWith("annotations");
    assertThat(written.only().path("end_time").asDouble())
        .isEqualTo(1_795_226_010.095123, within(1e-6));
  }

  @Test
  void longQuery_isCutBeforeAnnotationsGo() {
    TestEntity subsegment = TestEntity.subsegment("db", 2).annotation("kept", 1);
    subsegment.parentId = TestEntity.id(1);
    subsegment.sql.put("sanitized_query", "SELECT ".repeat(20_000));

    Written written = Written.of(subsegment);

    assertThat(written.only().at("/sql/sanitized_query").asText()).hasSize(250);
    assertThat(written.only().at("/annotations/kept").asInt()).isEqualTo(1);
  }

  @Test
  void anythingElseTooLarge_leavesNameIdsTimesAndFlags() {
    TestEntity subsegment = TestEntity.subsegment("x", 2);
    subsegment.parentId = TestEntity.id(1);
    subsegment.fault = true;
    for (int i = 0; i < 500; i++) {
      subsegment.aws.put("ecs" + i, "y".repeat(400));
      subsegment.aws.put("table_names", Collections.nCopies(2_000, "t".repeat(300)));
    }

    Written written = Written.of(subsegment, 8_192);

    assertThat(written.only().path("fault").asBoolean()).isTrue();
    assertThat(written.only().path("aws").isMissingNode()).isTrue();
    assertThat(written.only().at("/metadata/xraysink/trimmed").asText())
        .isEqualTo("left out for size: everything but name, ids, times and flags");
  }

  @Test
  void documentsOfAnyDepth_areWrittenOnAnyStack() throws InterruptedException {
    TestEntity segment = TestEntity.segment("orders", 1);
    TestEntity parent = segment;
    for (int i = 0; i < 50_000; i++) {
      TestEntity child = TestEntity.subsegment("d", i + 2);
      parent.with(child);
      parent = child;
    }
    String[] json = new String[1];
    Thread small =
        new Thread(null, () -> json[0] = Documents.json(segment), "small stack", 64 * 1024);

    small.start();
    small.join();

    assertThat(json[0]).endsWith("]}").contains(parent.id);
  }
}
