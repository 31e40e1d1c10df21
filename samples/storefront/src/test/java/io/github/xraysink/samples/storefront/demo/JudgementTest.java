// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The demo says that traces are wrong when they are. */
class JudgementTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRACE = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String RUN = "1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa";

  private final List<PlacedOrder> orders = List.of(
      new PlacedOrder(Kind.GOOD, "aaaaaaaa", TRACE),
      new PlacedOrder(Kind.DECLINED, "bbbbbbbb", TRACE));

  /** Documents of their own, one for each path; an id is the path's. */
  private static Map<String, ObjectNode> documents(List<String> paths, List<String> faults) {
    Map<String, ObjectNode> documents = new LinkedHashMap<>();
    for (String path : paths) {
      int slash = path.lastIndexOf('/');
      ObjectNode document = JSON.createObjectNode()
          .put("id", path)
          .put("trace_id", TRACE)
          .put("name", path.substring(slash + 1))
          .put("start_time", 1.0)
          .put("end_time", 2.0);
      if (slash >= 0) {
        document.put("parent_id", path.substring(0, slash)).put("type", "subsegment");
      }
      if (faults.contains(path)) {
        document.put("fault", true);
      }
      documents.put(path, document);
    }
    return documents;
  }

  private static SeenTrace trace(Kind kind, Consumer<Map<String, ObjectNode>> change) {
    Map<String, ObjectNode> documents = documents(kind.paths, kind.faults);
    change.accept(documents);
    return new SeenTrace(TRACE, List.<JsonNode>copyOf(documents.values()));
  }

  private static SeenTrace settlement() {
    List<String> paths =
        List.of("storefront", "storefront/settle payment", "storefront/settle payment/DynamoDb");
    return new SeenTrace(RUN, List.<JsonNode>copyOf(documents(paths, List.of()).values()));
  }

  private Judgement judge(Consumer<Map<String, ObjectNode>> change) {
    return judge(change, JSON.createObjectNode().put("received", 7), new LogCheck(3, 3));
  }

  private Judgement judge(
      Consumer<Map<String, ObjectNode>> change, JsonNode console, LogCheck log) {
    List<SeenTrace> seen = List.of(trace(Kind.GOOD, change), trace(Kind.DECLINED, all -> {}));
    return Judgement.of(orders, seen, List.of(settlement()), console, log);
  }

  @Test
  void allAsItShouldBe_isRight() {
    Judgement judgement = judge(all -> {});

    assertThat(judgement.right()).as(judgement.toString()).isTrue();
    assertThat(judgement.summary())
        .containsEntry("ok", true)
        .containsEntry("orders", 2)
        .containsEntry("traces", 3)
        .containsEntry("documents", 7)
        .containsKeys("invalid", "lost", "duplicate", "log_lines_with_right_id");
  }

  @Test
  void whatIsMissing_isLost() {
    Judgement judgement = judge(all -> all.remove("storefront/price"));

    assertThat(judgement.lost()).isEqualTo(1);
    assertThat(judgement.right()).isFalse();
  }

  @Test
  void whatHasNoEnd_isLost() {
    assertThat(judge(all -> all.get("storefront/price").remove("end_time")).lost())
        .isEqualTo(1);
  }

  @Test
  void whatHangsElsewhere_isMisplaced() {
    Judgement judgement =
        judge(all -> all.get("storefront/price").put("parent_id", "storefront/DynamoDb"));

    assertThat(judgement.misplaced()).isEqualTo(1);
    assertThat(judgement.right()).isFalse();
  }

  @Test
  void faults_areThereAndNowhereElse() {
    assertThat(judge(all -> all.get("storefront/price").put("fault", true)).wrongFaults())
        .isEqualTo(1);
  }

  @Test
  void whatTheConsoleRefused_isWrong() {
    ObjectNode console = JSON.createObjectNode().put("received", 7);

    assertThat(judge(all -> {}, console.deepCopy().put("invalid", 1), new LogCheck(3, 3))
            .right())
        .isFalse();
    assertThat(
            judge(all -> {}, console.put("duplicates", 1), new LogCheck(3, 3)).right())
        .isFalse();
  }

  @Test
  void settlementThatDidNotHappen_isLost() {
    List<SeenTrace> seen = List.of(trace(Kind.GOOD, all -> {}), trace(Kind.DECLINED, all -> {}));

    Judgement judgement = Judgement.of(
        orders, seen, List.of(), JSON.createObjectNode().put("received", 7), new LogCheck(3, 3));

    assertThat(judgement.lost()).isEqualTo(2);
  }

  @Test
  void logLines_areCheckedAgainstTheTraceOfTheirOrder() {
    List<SeenTrace> seen = List.of(trace(Kind.GOOD, all -> {}), trace(Kind.DECLINED, all -> {}));
    List<String> lines = new ArrayList<>(List.of(
        "INFO 1 --- [shop] [  task-1] [" + TRACE
            + " storefront/price] a.Pricing  : order aaaaaaaa costs",
        "INFO 1 --- [shop] [  task-1] [ ] a.Pricing  : order aaaaaaaa costs 5 cents",
        "INFO 1 --- [shop] [  task-1] [" + RUN
            + " storefront/price] a.Pricing  : order bbbbbbbb costs",
        "INFO 1 --- [shop] [  task-1] [" + RUN
            + " storefront] a.Orders  : order aaaaaaaa is SETTLED",
        "INFO 1 --- [shop] [  task-1] [ ] a.Settlement  : settled 1 payments"));

    LogCheck check = LogCheck.of(lines, orders, seen, List.of(settlement()));

    assertThat(check).isEqualTo(new LogCheck(4, 2));
    assertThat(
            judge(all -> {}, JSON.createObjectNode().put("received", 7), check).right())
        .isFalse();
  }

  @Test
  void options_areUnderstoodOrNamed() {
    assertThat(DemoOptions.of("--json")).isEqualTo(new DemoOptions(true, true, false, false));
    assertThat(DemoOptions.of("--once", "--color"))
        .isEqualTo(new DemoOptions(true, false, true, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DemoOptions.of("--twice"))
        .withMessageContaining("--twice");
  }
}
