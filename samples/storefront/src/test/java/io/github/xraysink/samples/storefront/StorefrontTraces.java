// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.samples.storefront.Shop.Line;
import io.github.xraysink.samples.storefront.Shop.Placed;
import io.github.xraysink.testkit.CapturedEntity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole traces of the shop, for one kind of threads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StorefrontTraces {

  /** Entities of an order that goes all the way: see {@link #order_isOneTraceToTheWarehouse}. */
  private static final int WHOLE = 11;

  private static final int ORDERS =
      "full".equals(System.getProperty("xraysink.load")) ? 1_000 : 100;
  private static final Duration LONG = Duration.ofMinutes(3);

  private Shop shop;

  /** What makes the shop run on such threads. */
  abstract String[] arguments();

  @BeforeAll
  void open() {
    shop = Shop.open(arguments());
  }

  @AfterAll
  void close() {
    if (shop != null) {
      shop.close();
    }
  }

  private static CapturedEntity child(CapturedEntity parent, String name) {
    List<CapturedEntity> found =
        parent.children().stream().filter(each -> each.name().equals(name)).toList();
    assertThat(found).as(name + " below " + parent).hasSize(1);
    return found.get(0);
  }

  private static void assertOnce(List<CapturedEntity> entities) {
    assertThat(entities).allSatisfy(entity -> assertThat(entity).isSentOnce());
  }

  @Test
  void order_isOneTraceToTheWarehouse() {
    Placed order = shop.order("tea", "good");

    CapturedEntity request = shop.awaitTrace(order, WHOLE);

    assertThat(shop.entitiesOf(order.traceId())).hasSize(WHOLE);
    assertOnce(shop.entitiesOf(order.traceId()));
    assertThat(request)
        .isSegment()
        .hasName("storefront")
        .hasNoFault()
        .hasAnnotation("order", order.id())
        .hasChildren("DynamoDb", "authorise payment", "price", "reserve stock", "tell warehouse");
    assertThat(request.json().at("/http/response/status").asInt()).isEqualTo(202);
    CapturedEntity tell = child(request, "tell warehouse");
    assertThat(tell).isSubsegment().hasChildren("Sqs", "warehouse");
    assertThat(child(tell, "warehouse"))
        .isSegment()
        .hasAnnotation("order", order.id())
        .hasChildren("DynamoDb", "Sqs", "pack");
    CapturedEntity stored = child(request, "DynamoDb");
    assertThat(stored.json().path("namespace").asText()).isEqualTo("aws");
    assertThat(stored.json().at("/aws/operation").asText()).isEqualTo("PutItem");
    assertThat(shop.entitiesOf(order.traceId())).noneMatch(CapturedEntity::fault);
  }

  @Test
  void declinedCard_isAFaultOfThePaymentAlone() {
    Placed order = shop.order("kettle", "declined");

    CapturedEntity request = shop.awaitTrace(order, 5);
    shop.awaitStatus(order, OrderStatus.DECLINED);

    assertThat(request)
        .hasNoFault()
        .hasChildren("DynamoDb", "authorise payment", "price", "reserve stock");
    assertThat(child(request, "authorise payment")).hasFault().hasExceptions(PaymentDeclined.class);
    assertThat(shop.entitiesOf(order.traceId()).stream().filter(CapturedEntity::fault))
        .hasSize(1);
    assertOnce(shop.entitiesOf(order.traceId()));
  }

  @Test
  void brokenItem_isAFaultInTheWarehouse() {
    Placed order = shop.order("porcelain cup", "good");

    CapturedEntity request = shop.awaitTrace(order, WHOLE);
    shop.awaitStatus(order, OrderStatus.BROKEN);

    CapturedEntity warehouse = child(child(request, "tell warehouse"), "warehouse");
    assertThat(child(warehouse, "pack")).hasFault().hasExceptions(IllegalStateException.class);
    assertThat(request).hasNoFault();
    assertOnce(shop.entitiesOf(order.traceId()));
  }

  @Test
  void questionForTheStatus_isOneSegmentThoughNoThreadWaits() {
    Placed order = shop.order("tea", "good");
    shop.awaitStatus(order, OrderStatus.SHIPPED, OrderStatus.SETTLED);

    // The client has its answer a little before the segment is over.
    List<CapturedEntity> questions = Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> shop.emitter.traces().segments().stream()
                .filter(each -> each.json().at("/http/request/url").asText().endsWith(order.id()))
                .toList(),
            found -> !found.isEmpty());

    assertThat(questions).allSatisfy(question -> {
      assertThat(question).hasChildren("DynamoDb").isSentOnce();
      assertThat(question.json().at("/http/response/status").asInt()).isEqualTo(200);
    });
  }

  @Test
  void settlement_isATraceOfItsOwn() {
    Placed order = shop.order("tea", "good");

    shop.awaitStatus(order, OrderStatus.SETTLED);

    List<CapturedEntity> runs = Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> shop.emitter.traces().byName("settle payment").stream()
                .filter(each -> order.id().equals(each.annotations().get("order")))
                .toList(),
            found -> !found.isEmpty());
    assertThat(runs).singleElement().satisfies(payment -> {
      assertThat(payment).hasChildren("DynamoDb").isSentOnce();
      assertThat(payment.traceId()).isNotEqualTo(order.traceId());
      CapturedEntity run = shop.emitter.traces().roots(payment.traceId()).get(0);
      assertThat(run).isSegment().hasName("storefront");
      assertThat(run.json().at("/http/request/url").asText())
          .isEqualTo("task://localhost/settle-payments");
    });
  }

  @Test
  void logLines_carryTheIdsOfWhatTheySpeakOf() {
    Placed order = shop.order("tea", "good");
    shop.awaitTrace(order, WHOLE);
    shop.awaitStatus(order, OrderStatus.SHIPPED, OrderStatus.SETTLED);

    List<Line> lines = shop.linesOf(order);
    Set<String> ids = shop.entitiesOf(order.traceId()).stream()
        .map(CapturedEntity::id)
        .collect(Collectors.toSet());

    // Placed, priced, reserved, authorised, confirmed, sent, packed, shipped.
    assertThat(lines).hasSizeGreaterThanOrEqualTo(8);
    List<Line> beforeSettling =
        lines.stream().filter(line -> !line.text().endsWith("SETTLED")).toList();
    assertThat(beforeSettling).allSatisfy(line -> {
      assertThat(line.traceId()).as(line.text()).isEqualTo(order.traceId());
      assertThat(ids).as(line.text()).contains(line.entityId());
    });
  }

  @Test
  void page_isNotTraced() {
    int before = shop.emitter.traces().segments().size();

    assertThat(shop.get("/").statusCode()).isEqualTo(200);
    assertThat(shop.get("/shop.js").statusCode()).isEqualTo(200);
    assertThat(shop.get("/overview").body()).contains("\"orders\":");

    assertThat(shop.emitter.traces().segments().stream()
            .skip(before)
            .map(each -> each.json().at("/http/request/url").asText()))
        .noneMatch(url -> url.endsWith("/") || url.endsWith(".js") || url.endsWith("/overview"));
  }

  @Test
  void manyOrders_loseNothing() {
    List<CompletableFuture<Placed>> answers = new ArrayList<>();
    List<Placed> orders = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      answers.add(shop.orderAsync("tea", i % 10 == 9 ? "declined" : "good"));
      // As many at once as a few dozen customers would.
      if (answers.size() == 32 || i == ORDERS - 1) {
        answers.forEach(answer -> orders.add(answer.join()));
        answers.clear();
      }
    }

    Set<String> traceIds = orders.stream().map(Placed::traceId).collect(Collectors.toSet());
    assertThat(traceIds).hasSize(ORDERS);
    int declined = ORDERS / 10;
    int expected = (ORDERS - declined) * WHOLE + declined * 5;
    List<CapturedEntity> ofOrders = Awaitility.await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> shop.emitter.traces().entities().stream()
                .filter(each -> traceIds.contains(each.traceId()) && !each.inProgress())
                .toList(),
            found -> found.size() >= expected);

    assertThat(ofOrders).hasSize(expected);
    assertOnce(ofOrders);
    assertThat(shop.emitter.refused()).isZero();
    assertThat(shop.emitter.failures()).isEmpty();
    Set<String> whole = new HashSet<>();
    for (CapturedEntity entity : ofOrders) {
      if (entity.parentId().isEmpty()) {
        int size = size(entity);
        assertThat(size).as(entity.traceId()).isIn(WHOLE, 5);
        whole.add(entity.traceId());
      }
    }
    assertThat(whole).isEqualTo(traceIds);
  }

  private static int size(CapturedEntity entity) {
    return 1 + entity.children().stream().mapToInt(StorefrontTraces::size).sum();
  }
}
