// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BarsTest {

  private static final String ROW = "2.child.sampled";

  private static Bar bar(double limit) {
    return new Bar(ROW, Metric.CPU_NANOS, Library.SDK, null, null, 0.25, limit);
  }

  private static Results results(double ours, double theirs) {
    return Sampled.results(Sampled.row(ROW, Metric.CPU_NANOS, ours, theirs));
  }

  @Test
  void bar_isBrokenByARatioAboveItOnly() {
    Bars bars = new Bars(List.of(bar(0.3)));

    assertThat(bars.brokenBy(results(30, 100)).bars()).isEmpty();
    assertThat(bars.brokenBy(results(31, 100)).bars()).hasSize(1);
  }

  @Test
  void bar_isBrokenByWhatWasNotMeasured() {
    Bars bars = new Bars(List.of(bar(0.3)));

    assertThat(bars.brokenBy(Sampled.results()).bars()).hasSize(1);
    assertThat(bars.report(Sampled.results())).startsWith("BROKEN").contains("not measured");
  }

  @Test
  void ratio_ofNothingToNothingIsNothing() {
    assertThat(Bar.divide(0.1, 0.2)).isZero();
    assertThat(Bar.divide(0.2, 0.1)).isZero();
    assertThat(Bar.divide(24, 0)).isInfinite();
  }

  @Test
  void ratio_toAnotherRowIsOfOneLibrary() {
    Bar growth = new Bar("7.b", Metric.CPU_NANOS, null, "7.a", null, 1.3, 1.3);
    Results results = Sampled.results(
        Sampled.row("7.a", Metric.CPU_NANOS, 100, 1), Sampled.row("7.b", Metric.CPU_NANOS, 150, 1));

    assertThat(growth.ratio(results)).hasValue(1.5);
  }

  @Test
  void ratio_scaledByARowDividesEachByItsOwn() {
    Bar scaling = new Bar("2.two", Metric.CPU_NANOS, Library.SDK, null, "2.one", 1, 1);
    Results results = Sampled.results(
        Sampled.row("2.one", Metric.CPU_NANOS, 10, 100),
        Sampled.row("2.two", Metric.CPU_NANOS, 30, 40));

    assertThat(scaling.ratio(results)).hasValue(7.5);
  }

  @Test
  void within_leavesOutBarsThatNeedMore() {
    Bars bars =
        new Bars(List.of(bar(1), new Bar(ROW, Metric.CPU_NANOS, null, "2.other", null, 1, 1)));

    assertThat(bars.within(Set.of(ROW)).bars()).containsExactly(bar(1));
    assertThat(bars.rows()).containsExactlyInAnyOrder(ROW, "2.other");
    assertThat(bars.libraries()).containsExactlyInAnyOrder(Library.XRAYSINK, Library.SDK);
  }

  @Test
  void committedBars_areAboutRowsAndLibrariesThatAreMeasured() throws Exception {
    Bars committed = Bars.read(Path.of("bars.json"));
    Map<String, Row> rows = Sampled.catalogue();

    assertThat(committed.bars()).isNotEmpty();
    for (Bar bar : committed.bars()) {
      assertThat(rows).containsKeys(new Bars(List.of(bar)).rows().toArray(String[]::new));
      assertThat(rows.get(bar.row()).libraries()).contains(Library.XRAYSINK);
      if (bar.to() != null) {
        assertThat(rows.get(bar.row()).libraries()).contains(bar.to());
      }
      assertThat(bar.bar()).isPositive();
    }
  }

  @Test
  void shortestCheck_hasSomethingToCheck() throws Exception {
    assertThat(Bars.read(Path.of("bars.json")).within(CheckMain.SHORTEST).rows())
        .containsExactlyInAnyOrderElementsOf(CheckMain.SHORTEST);
  }
}
