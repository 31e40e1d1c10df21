// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static io.github.xraysink.console.Documents.T0;
import static io.github.xraysink.console.Documents.http;
import static io.github.xraysink.console.Documents.id;
import static io.github.xraysink.console.Documents.segment;
import static io.github.xraysink.console.Documents.subsegment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

  private final TraceRecord trace = trace();

  /** api (2 s, GET, 500, fault) calls stock (429, throttled) and a table; it has annotations. */
  private static TraceRecord trace() {
    String traceId = Documents.newTraceId();
    ObjectNode api = segment(traceId, "api", T0, 2).put("fault", true).put("user", "ann");
    http(api, "GET", "http://shop.example/orders", 500);
    api.put("origin", "AWS::EC2::Instance");
    api.putObject("annotations").put("tenant", "blue").put("items", 7).put("vip", true);
    api.putObject("aws")
        .putObject("ec2")
        .put("availability_zone", "eu-1a")
        .put("instance_id", "i-1");
    api.putObject("cause")
        .putArray("exceptions")
        .addObject()
        .put("id", Documents.newId())
        .put("type", "java.io.IOException")
        .put("message", "broken pipe");
    ObjectNode call = subsegment("stock", T0 + 0.1, 1).put("namespace", "remote");
    ObjectNode table = subsegment("DynamoDB", T0 + 1.2, 0.1).put("namespace", "aws");
    table.putObject("aws").put("table_name", "orders");
    api.putArray("subsegments").add(call).add(table);
    ObjectNode stock = segment(traceId, "stock", T0 + 0.2, 0.5).put("parent_id", id(call));
    http(stock, "POST", "http://stock/reserve", 429).put("throttle", true).put("error", true);
    TraceTree tree =
        TraceTree.of(List.of(new TraceTree.Part(api, 0), new TraceTree.Part(stock, 0)));
    TraceRecord record = TraceFacts.of(tree, new TraceFacts.Stored(1, traceId, 0, 2, 1_000));
    return RecordCodec.decode(RecordCodec.encode(record)); // as a query sees it
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fault",
        "FAULT",
        "!ok",
        "!(ok)",
        "fault = true AND ok = false AND ok != true",
        "throttle AND NOTHING_ELSE OR fault",
        "responsetime > 1.9 AND responsetime < 2.1",
        "duration >= 2",
        "http.status = 500",
        "http.status = 429",
        "http.url CONTAINS \"orders\"",
        "http.url BEGINSWITH 'http://shop'",
        "http.url ENDSWITH \"/orders\" AND http.method = \"GET\"",
        "user = \"ann\"",
        "user != \"bob\"",
        "name = \"stock\" AND type = \"AWS::EC2::Instance\"",
        "message CONTAINS \"pipe\"",
        "availabilityzone = \"eu-1a\" AND instance.id = \"i-1\"",
        "annotation.tenant",
        "annotation.tenant = \"blue\"",
        "annotation[tenant] BEGINSWITH \"bl\"",
        "annotation[\"items\"] > 6 AND annotation.items <= 7.0",
        "annotation.vip = true AND annotation.vip != false",
        "service(\"api\")",
        "service(\"stock\") { throttle AND responsetime = 0.5 }",
        "service(id(name: \"orders\", type: \"AWS::DynamoDB::Table\")) { inferred }",
        "service() { http.status = 429 AND !root }",
        "service(\"api\") { root AND annotation.tenant = \"blue\" }",
        "edge(\"api\", \"stock\")",
        "edge(\"api\", \"stock\") { responsetime >= 1 }",
        "edge(id(name: \"client\", type: \"client\"), \"api\") { fault }",
        "inferred AND root",
        "(ok OR fault) AND !(error AND ok)",
      })
  void matches_holds(String expression) throws FilterException {
    assertThat(matches(expression.replace("NOTHING_ELSE", "ok"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ok",
        "error",
        "partial",
        "!fault",
        "responsetime > 2.5",
        "http.status != 500",
        "http.url CONTAINS \"nowhere\"",
        "user = \"bob\"",
        "annotation.unknown",
        "annotation.tenant = 7",
        "annotation.items = \"7\"",
        "annotation.items > 7",
        "annotation.tenant != \"blue\"",
        "service(\"stock\") { fault }",
        "service(\"stock\") { annotation.tenant = \"blue\" }",
        "service(\"other\")",
        "service(id(name: \"stock\", type: \"x\"))",
        "edge(\"stock\", \"api\")",
        "edge(\"api\", \"stock\") { fault }",
        "fault AND ok OR ok AND fault",
        "fault AND (ok OR error)",
      })
  void matches_doesNotHold(String expression) throws FilterException {
    assertThat(matches(expression)).isFalse();
  }

  private boolean matches(String expression) throws FilterException {
    return Scopes.matches(FilterParser.parse(expression), trace);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "fault AN ok           | 7  | expected AND, OR or the end",
        "fault AND             | 10 | expected a condition, found the end",
        "responsetime > fast   | 16 | expected a number, found 'fast'",
        "responsetime CONTAINS 3 | 14 | expected one of = != < <= > >=",
        "http.url > \"x\"      | 10 | CONTAINS",
        "http.url = x          | 12 | expected a text in quotes",
        "nonsense              | 1  | unknown keyword 'nonsense'",
        "(fault OR ok          | 13 | expected ')'",
        "service(\"a\" { ok }  | 13 | expected ')'",
        "service(\"a\") { ok   | 18 | expected '}'",
        "edge(\"a\")           | 9  | expected ','",
        "http.url = \"abc      | 12 | without closing quote",
        "annotation.tenant > \"x\" | 21 | does not go with",
        "annotation.tenant =   | 20 | expected a value, found the end",
        "annotation            | 11 | expected '['",
        "fault & ok            | 7  | unexpected character '&'",
        "responsetime > 1.2.3  | 16 | is not a number",
        "coverage > 1          | 1  | not to this console",
        "group.name = \"x\"    | 1  | not to this console",
        "rootcause.json = \"x\"| 1  | not to this console",
        "fault = yes           | 9  | expected true or false",
      })
  void parse_saysWhatIsWrongAndWhere(String expression, int position, String problem) {
    FilterException e =
        catchThrowableOfType(FilterException.class, () -> FilterParser.parse(expression.strip()));

    assertThat(e).isNotNull();
    assertThat(e.position()).as(e.getMessage()).isEqualTo(position);
    assertThat(e).hasMessageContaining(problem).hasMessageEndingWith("at position " + position);
  }

  @Test
  void parse_refusesWhatIsNestedTooDeeply() {
    String deep = "(".repeat(500) + "ok" + ")".repeat(500);

    assertThat(catchThrowableOfType(FilterException.class, () -> FilterParser.parse(deep)))
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void codec_keepsEverything() {
    assertThat(RecordCodec.decode(RecordCodec.encode(trace)).nodes().get(0).https())
        .isEqualTo(trace.nodes().get(0).https());
    assertThat(trace.annotations()).hasSize(3);
    assertThat(trace.edges()).hasSize(3);
    assertThat(trace.rootMicros()).isEqualTo(2_000_000);
  }
}
