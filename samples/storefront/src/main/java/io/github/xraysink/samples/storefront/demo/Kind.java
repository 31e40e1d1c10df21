// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

import java.util.List;
import java.util.stream.Stream;

/** The kinds of orders, and what the trace of each consists of. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are List.of's
enum Kind {
  GOOD("tea", "good", "SETTLED", Paths.TO_THE_WAREHOUSE, List.of()),
  DECLINED(
      "kettle", "declined", "DECLINED", Paths.IN_THE_SHOP, List.of("storefront/authorise payment")),
  BROKEN(
      "porcelain cup",
      "good",
      "BROKEN",
      Paths.TO_THE_WAREHOUSE,
      List.of("storefront/tell warehouse/warehouse/pack"));

  final String item;
  final String card;
  /** The last status it gets. */
  final String end;
  /** Each entity as the names from the root to it. */
  final List<String> paths;
  /** Which of them fail. */
  final List<String> faults;

  Kind(String item, String card, String end, List<String> paths, List<String> faults) {
    this.item = item;
    this.card = card;
    this.end = end;
    this.paths = paths;
    this.faults = faults;
  }

  /** Apart, because the constants above are made before any other field of this class. */
  private static final class Paths {

    static final List<String> IN_THE_SHOP = List.of(
        "storefront",
        "storefront/price",
        "storefront/reserve stock",
        "storefront/authorise payment",
        "storefront/DynamoDb");

    static final List<String> TO_THE_WAREHOUSE = Stream.concat(
            IN_THE_SHOP.stream(),
            Stream.of(
                "storefront/tell warehouse",
                "storefront/tell warehouse/Sqs",
                "storefront/tell warehouse/warehouse",
                "storefront/tell warehouse/warehouse/pack",
                "storefront/tell warehouse/warehouse/DynamoDb",
                "storefront/tell warehouse/warehouse/Sqs"))
        .toList();
  }
}
