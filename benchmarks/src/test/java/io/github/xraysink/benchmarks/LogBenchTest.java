// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the lines whose cost is compared say what they are compared for. */
class LogBenchTest {

  @ParameterizedTest
  @CsvSource({
    "XRAYSINK, SAMPLED, .*shop.Orders 1-[0-9a-f]{8}-[0-9a-f]{24} placed an order",
    "SDK, SAMPLED, .*shop.Orders AWS-XRAY-TRACE-ID: 1-[-0-9a-f@]+ placed an order",
    "XRAYSINK, NOTHING, .*shop.Orders  placed an order",
    "SDK, NOTHING, .*shop.Orders  placed an order",
    "BARE, SAMPLED, .*shop.Orders placed an order",
  })
  void line_hasTheIdOfTheTrace(Library library, Situation situation, String expected) {
    LogBench bench = new LogBench();
    bench.library = library;
    bench.situation = situation;
    bench.begin();
    try {
      assertThat(new String(bench.line(), StandardCharsets.UTF_8).strip()).matches(expected);
    } finally {
      bench.end();
    }
  }
}
