// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What is measured, and what is made of it; nothing is measured here. */
class MeasuringTest {

  @Test
  void rows_nameOneBenchmarkEach() {
    var silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    for (Row row : Catalogue.rows()) {
      assertThat(BenchmarkList.defaultList().find(silent, List.of(row.pattern()), List.of()))
          .as(row.id())
          .extracting(BenchmarkListEntry::getUsername)
          .singleElement()
          .asString()
          .endsWith(row.benchmark());
    }
  }

  @Test
  void rows_haveIdsOfTheirOwn() {
    assertThat(Catalogue.rows()).extracting(Row::id).doesNotHaveDuplicates();
  }

  @Test
  void documents_areWrittenByEveryLibraryThatIsMeasured() {
    for (Row row : Catalogue.rows()) {
      if (row.section() == 4) {
        for (Library library : row.libraries()) {
          assertThat(DocumentBench.length(row, library))
              .as("%s, %s", row, library)
              .isPositive();
        }
      }
    }
  }

  @Test
  void contender_endsWhatItBegins() {
    for (Library library : List.of(
        Library.XRAYSINK, Library.DROP_IN, Library.SDK, Library.OPENTELEMETRY, Library.BRAVE)) {
      try (Contender contender = library.emitting()) {
        contender.finish(contender.unfinishedRoot(2));
        contender.flush();
      }
    }
  }

  @Test
  void filters_serveTheRequestThatIsMeasured() throws Exception {
    for (Library library : List.of(
        Library.XRAYSINK, Library.DROP_IN, Library.SDK, Library.OPENTELEMETRY, Library.BRAVE)) {
      for (boolean sampled : new boolean[] {true, false}) {
        AtomicInteger served = new AtomicInteger();
        Filters.discarding(library)
            .doFilter(
                StubExchange.request(sampled),
                StubExchange.response(),
                (request, response) -> served.incrementAndGet());
        assertThat(served).as("%s, sampled %s", library, sampled).hasValue(1);
      }
    }
  }

  @Test
  void median_isTheValueInTheMiddle() {
    assertThat(Numbers.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
    assertThat(Numbers.median(List.of(9.0, 1.0, 5.0, 7.0))).isEqualTo(6);
    assertThatThrownBy(() -> Numbers.median(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void margin_followsStudent() {
    // Two values: t(1) = 12.706, deviation sqrt(2), so 12.706 * sqrt(2) / sqrt(2).
    assertThat(Numbers.margin(List.of(1.0, 3.0))).isCloseTo(12.706, within(0.001));
    assertThat(Numbers.t(19)).isCloseTo(2.093, within(0.02));
    assertThat(Numbers.t(59)).isCloseTo(2.001, within(0.02));
  }

  @Test
  void effort_warmsUpLongerWhereOthersWork() {
    Effort effort = new Effort(1, 4, 3, 200, 100);

    assertThat(effort.stretchedFor(0.5, 2)).isEqualTo(effort);
    assertThat(effort.stretchedFor(6, 2).warmupMillis()).isEqualTo(300);
    assertThat(effort.stretchedFor(100, 2).warmupMillis()).isEqualTo(400);
    assertThat(effort.stretchedFor(6, 2).millis()).isEqualTo(200);
  }

  @Test
  void arguments_areRefusedByName() {
    assertThatThrownBy(() -> Arguments.of(List.of("--fast")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'--fast'")
        .hasMessageContaining("--quick");
    assertThatThrownBy(() -> Arguments.of(List.of("(")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'('");
  }

  @Test
  void arguments_ofAPartialRunKeepNothing() {
    assertThat(Arguments.of(List.of()).partial()).isFalse();
    assertThat(Arguments.of(List.of("--quick")).partial()).isTrue();
    assertThat(Arguments.of(List.of("2\\..*")).partial()).isTrue();
    assertThat(Arguments.of(List.of("2\\..*")).wants("2.child.sampled")).isTrue();
    assertThat(Arguments.of(List.of("2\\..*")).wants("3.finish")).isFalse();
  }
}
