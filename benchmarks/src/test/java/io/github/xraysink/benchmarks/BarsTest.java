// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
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
  void check_measuresBrokenBarsAgainAndBelievesTheOthers() throws Exception {
    Bar scaled = new Bar("7.b", Metric.CPU_NANOS, null, "7.a", null, 1, 1);
    Bars bars = new Bars(List.of(bar(0.3), scaled));
    List<Bars> measured = new ArrayList<>();
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    Bars broken = CheckMain.broken(
        bars,
        Effort.SHORTEST,
        (effort, wanted) -> {
          measured.add(wanted);
          return measured.size() == 1
              ? Sampled.results(
                  Sampled.row(ROW, Metric.CPU_NANOS, 10, 100),
                  Sampled.row("7.a", Metric.CPU_NANOS, 1, 1),
                  Sampled.row("7.b", Metric.CPU_NANOS, 2, 1))
              : Sampled.results(
                  Sampled.row("7.a", Metric.CPU_NANOS, 1, 1),
                  Sampled.row("7.b", Metric.CPU_NANOS, measured.size() == 2 ? 3 : 1, 1));
        },
        new PrintStream(said, true, UTF_8));

    Bars only = new Bars(List.of(scaled));
    assertThat(broken.bars()).isEmpty();
    assertThat(measured).containsExactly(bars, only, only);
    assertThat(said.toString(UTF_8)).doesNotContain("not measured").contains("once more");
  }

  @Test
  void check_givesUpOnWhatStaysBroken() throws Exception {
    Bars bars = new Bars(List.of(bar(0.3)));
    List<Effort> efforts = new ArrayList<>();

    Bars broken = CheckMain.broken(
        bars,
        Effort.SHORTEST,
        (effort, wanted) -> {
          efforts.add(effort);
          return results(31, 100);
        },
        new PrintStream(new ByteArrayOutputStream(), true, UTF_8));

    assertThat(broken).isEqualTo(bars);
    assertThat(efforts)
        .containsExactly(
            Effort.SHORTEST, Effort.SHORTEST.longer(), Effort.SHORTEST.longer().longer());
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
