// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.ExceptionView;
import io.github.xraysink.emit.CauseView.Reference;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whole documents, byte for byte. To look at what changed on purpose, run with
 * {@code -Dxraysink.golden=write} and read the difference.
 */
class DocumentGoldenTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @Test
  void minimal_isNameIdAndTimes() throws IOException {
    golden("minimal", TestEntity.segment("orders", 1));
  }

  @Test
  void allFields_areInTheOrderOfTheSdk() throws IOException {
    TestEntity segment = TestEntity.segment("orders", 1);
    segment.parentId = TestEntity.id(0xabc);
    segment.error = true;
    segment.fault = true;
    segment.throttle = true;
    segment.user = "u-4711";
    segment.origin = "AWS::ECS::Container";
    segment.resourceArn = "arn:aws:ecs:eu-central-1:123456789012:task/orders";
    segment.http.put(
        "request",
        linked("method", "GET", "url", "https://orders.example.com/", "x_forwarded_for", true));
    segment.http.put("response", linked("status", 503, "content_length", -1));
    segment.aws.put(
        "xray", linked("sdk", "X-Ray for Java", "sdk_version", "2.21.0", "rule_name", "Default"));
    segment.aws.put("account_id", "123456789012");
    segment.service.put("version", "1.4.2");
    segment.annotation("customer", "c-1");
    segment.metadata("note", "late");
    golden("all-fields", segment);
  }

  @Test
  void nestedWithLinkedExceptions_pointUpwards() throws IOException {
    StackTraceElement frame = new StackTraceElement("com.example.Store", "load", "Store.java", 42);
    StackTraceElement unknown = new StackTraceElement("com.example.Generated", "call", null, -2);
    ExceptionView root = new ExceptionView(
        TestEntity.id(0xe2),
        "java.io.IOException",
        "disk \"full\"\n",
        true,
        3,
        0,
        null,
        List.of(frame));
    ExceptionView outer = new ExceptionView(
        TestEntity.id(0xe1),
        "java.lang.IllegalStateException",
        null,
        false,
        0,
        1,
        root.id(),
        List.of(frame, unknown));
    TestEntity inner = TestEntity.subsegment("load", 3);
    inner.fault = true;
    inner.cause = new Described("/srv/orders", List.of(outer, root));
    TestEntity middle = TestEntity.subsegment("handle", 2).with(inner);
    middle.fault = true;
    middle.cause = new Reference(outer.id());
    TestEntity segment = TestEntity.segment("orders", 1).with(middle);
    segment.fault = true;
    segment.cause = new Reference(outer.id());
    golden("nested-with-linked-exceptions", segment);
  }

  @Test
  void inProgress_hasNoEndTime() throws IOException {
    golden("in-progress", TestEntity.segment("orders", 1).open());
  }

  @Test
  void streamedSubsegment_saysWhereItBelongs() throws IOException {
    TestEntity subsegment =
        TestEntity.subsegment("load", 2).with(TestEntity.subsegment("parse", 3));
    subsegment.parentId = TestEntity.id(1);
    subsegment.namespace = "remote";
    subsegment.precursorIds.add(TestEntity.id(9));
    golden("streamed-subsegment", subsegment);
  }

  @Test
  void sql_isWrittenOnSubsegments() throws IOException {
    TestEntity subsegment = TestEntity.subsegment("orders@db.example.com", 2);
    subsegment.parentId = TestEntity.id(1);
    subsegment.namespace = "remote";
    subsegment.sql.put("url", "jdbc:postgresql://db.example.com:5432/orders");
    subsegment.sql.put("sanitized_query", "SELECT * FROM orders WHERE id = ?");
    subsegment.sql.put("database_type", "PostgreSQL");
    subsegment.sql.put("database_version", "15.4");
    subsegment.sql.put("driver_version", "42.6.0");
    subsegment.sql.put("user", "app");
    subsegment.sql.put("preparation", "statement");
    golden("sql", subsegment);
  }

  @Test
  void aws_isWrittenAsTheHandlersGiveIt() throws IOException {
    TestEntity subsegment = TestEntity.subsegment("DynamoDb", 2);
    subsegment.parentId = TestEntity.id(1);
    subsegment.namespace = "aws";
    subsegment.aws.put("operation", "BatchGetItem");
    subsegment.aws.put("region", "eu-central-1");
    subsegment.aws.put("request_id", "7a7c7a0e-4f4e-4d57-9a3b-1b1f5fbd0c11");
    subsegment.aws.put("table_names", List.of("orders", "items"));
    subsegment.aws.put("retries", 2);
    subsegment.aws.put(
        "consumed_capacity", List.of(linked("table_name", "orders", "capacity_units", 0.5)));
    subsegment.http.put("response", linked("status", 200, "content_length", 1024L));
    golden("aws", subsegment);
  }

  @Test
  void cloudWatchLogs_areWrittenOnSegments() throws IOException {
    TestEntity segment = TestEntity.segment("orders", 1);
    segment.aws.put(
        "cloudwatch_logs",
        List.of(linked(
            "log_group", "/ecs/orders",
            "arn", "arn:aws:logs:eu-central-1:123456789012:log-group:/ecs/orders:*")));
    segment.aws.put("ecs", linked("container", "orders-1"));
    golden("cloudwatch-logs", segment);
  }

  @Test
  void annotationsOfEveryType_keepTheirType() throws IOException {
    TestEntity segment = TestEntity.segment("orders", 1)
        .annotation("text", "three parcels")
        .annotation("unicode", "Größe \u4e2d\ud83d\ude00")
        .annotation("flag", true)
        .annotation("int", 17)
        .annotation("negative", -17)
        .annotation("long", Long.MIN_VALUE)
        .annotation("double", 12.75)
        .annotation("third", 1.0 / 3)
        .annotation("tiny", 1e-300)
        .annotation("whole", 3.0)
        .annotation("float", 0.1f)
        .annotation("big", new BigDecimal("12345678901234567890.5"))
        .annotation("nan", Double.NaN)
        .annotation("infinite", Float.NEGATIVE_INFINITY)
        .annotation("empty", "");
    golden("annotations", segment);
  }

  @Test
  void metadataOfEveryKind_isWrittenAsTheSdkWould() throws IOException {
    TestEntity segment = TestEntity.segment("orders", 1)
        .metadata("bean", new Parcel("Ann", 2.5, List.of(), null))
        .metadata(
            "map",
            linked("first", 1, "empty", "", "nested", linked("list", Arrays.asList("", null, 1))))
        .metadata("date", new Date(1_795_226_010_070L))
        .metadata("instant", Instant.parse("2026-11-21T03:53:30.070Z"))
        .metadata("duration", Duration.ofSeconds(90))
        .metadata("nothing", null)
        .metadata("empty", Map.of())
        .metadata("array", new int[] {1, 2})
        .metadata("bytes", new byte[] {1, 2})
        .metadata("character", 'c')
        .metadata("control", "tab\t nul\u0000 slash/ quote\"")
        .metadata("debug", "other", "namespace")
        .metadata("hollow", "none", "");
    golden("metadata", segment);
  }

  /** A bean as applications have them. */
  public record Parcel(String fullName, double weight, List<String> labels, String note) {
    public String getFullName() {
      return fullName;
    }

    public double getWeight() {
      return weight;
    }

    public List<String> getLabels() {
      return labels;
    }

    public String getNote() {
      return note;
    }
  }

  private static void golden(String name, EntityView root) throws IOException {
    Written written = Written.of(root);
    Path file = GOLDEN.resolve(name + ".json");
    if ("write".equals(System.getProperty("xraysink.golden"))) {
      Files.writeString(file, written.text() + "\n");
    }
    assertThat(written.documents()).hasSize(1);
    assertThat(written.text())
        .isEqualTo(Files.readString(file, StandardCharsets.UTF_8).stripTrailing());
    assertThat(Documents.streamJson(root)).isEqualTo(written.text());
  }

  private static Map<String, Object> linked(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
