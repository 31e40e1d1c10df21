// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {

  private final SchemaCheck check = new SchemaCheck();

  private static ObjectNode full() {
    ObjectNode segment =
        Documents.segment(Documents.newTraceId(), "api.example.com", Documents.T0, 0.25);
    Documents.http(segment, "GET", "http://localhost/orders", 200);
    segment.put("user", "u1").put("fault", false).put("origin", "AWS::ECS::Container");
    segment.putObject("service").put("version", "1.2");
    segment.putObject("annotations").put("tenant", "a").put("size", 3).put("big", true);
    segment.putObject("metadata").putObject("default").putArray("list").add(1).add("x");
    segment.putObject("aws").putArray("cloudwatch_logs").addObject().put("log_group", "g");
    ObjectNode sql = Documents.subsegment("db", Documents.T0, 0.1).put("namespace", "remote");
    sql.putObject("sql").put("url", "jdbc:x").put("preparation", "call");
    ObjectNode failed = Documents.subsegment("call", Documents.T0, 0.2).put("fault", true);
    failed
        .putObject("cause")
        .putArray("exceptions")
        .addObject()
        .put("id", Documents.newId())
        .put("message", "no")
        .putArray("stack")
        .addObject()
        .put("path", "A.java")
        .put("line", 3)
        .put("label", "a");
    segment.putArray("subsegments").add(sql).add(failed);
    return segment;
  }

  @Test
  void firstViolation_acceptsWhatTheSdkWrites() {
    assertThat(check.firstViolation(full())).isNull();
  }

  @Test
  void firstViolation_namesTheFieldAndTheReason() {
    ObjectNode document = full();
    ((ObjectNode) document.at("/subsegments/1/cause/exceptions/0")).remove("id");

    assertThat(check.firstViolation(document))
        .isEqualTo(new Violation("/subsegments/1/cause/exceptions/0/id", "is required"));
  }

  @Test
  void firstViolation_namesMissingEndTime() {
    ObjectNode document = full();
    document.remove("end_time");

    assertThat(check.firstViolation(document)).isEqualTo(new Violation("/end_time", "is required"));
  }

  @Test
  void firstViolation_suspectsMilliseconds() {
    Violation violation = check.firstViolation(full().put("start_time", 1.795e12));

    assertThat(violation).isNotNull();
    assertThat(violation.field()).isEqualTo("/start_time");
    assertThat(violation.reason()).contains("milliseconds");
  }

  @Test
  void firstViolation_survivesTheDeepestDocumentTheReaderLetsThrough() throws Exception {
    StringBuilder deep = new StringBuilder();
    String open =
        "{\"name\":\"n\",\"id\":\"1111111111111111\",\"start_time\":1,\"end_time\":2,\"subsegments\":[";
    for (int i = 0; i < 499; i++) {
      deep.append(open);
    }
    deep.append("]}".repeat(499));

    JsonNode document = Json.read(DocumentReader.utf8(deep.toString()));

    assertThat(check.firstViolation(document)).isNotNull();
  }

  /** Ours is a reading of the same schema; a full validator must say the same of every document. */
  @Test
  void firstViolation_agreesWithAFullValidator() {
    JsonSchema full =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(SchemaCheck.load());
    Random random = new Random(42);
    int invalid = 0;
    for (int i = 0; i < 2_000; i++) {
      ObjectNode document = full();
      mutate(document, random);

      boolean valid = full.validate(document).isEmpty();

      invalid += valid ? 0 : 1;
      assertThat(check.firstViolation(document) == null).as("%s", document).isEqualTo(valid);
    }
    assertThat(invalid).isBetween(500, 1_950); // the mutations do both: break and leave whole
  }

  private static void mutate(ObjectNode document, Random random) {
    List<ObjectNode> objects = new ArrayList<>();
    collect(document, objects);
    ObjectNode target = objects.get(random.nextInt(objects.size()));
    List<String> names = new ArrayList<>();
    target.fieldNames().forEachRemaining(names::add);
    String name = names.isEmpty() ? "new" : names.get(random.nextInt(names.size()));
    switch (random.nextInt(9)) {
      case 0 -> target.remove(name);
      case 1 -> target.put(name, random.nextInt(1_000));
      case 2 -> target.put(name, "text?");
      case 3 -> target.put(name, "x".repeat(random.nextInt(1_200)));
      case 4 -> target.putNull(name);
      case 5 -> target.putObject(name);
      case 6 -> target.putArray(name).add(1);
      case 7 -> target.put(name, random.nextDouble() * 2e11);
      default -> target.put("extra-" + random.nextInt(3), true);
    }
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    if (node instanceof ObjectNode || node instanceof ArrayNode) {
      node.forEach(child -> collect(child, objects));
    }
  }
}
