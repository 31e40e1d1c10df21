// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The committed ratios, {@code bars.json}. */
record Bars(List<Bar> bars) {

  Bars {
    bars = List.copyOf(bars);
  }

  static Bars read(Path file) throws IOException {
    return new Bars(List.of(new ObjectMapper().readValue(file.toFile(), Bar[].class)));
  }

  /** Every row a bar looks at. */
  Set<String> rows() {
    Set<String> rows = new LinkedHashSet<>();
    for (Bar bar : bars) {
      rows.add(bar.row());
      if (bar.toRow() != null) {
        rows.add(bar.toRow());
      }
      if (bar.scaledBy() != null) {
        rows.add(bar.scaledBy());
      }
    }
    return rows;
  }

  /** Everybody a bar looks at. */
  Set<Library> libraries() {
    Set<Library> libraries = EnumSet.of(Library.XRAYSINK);
    for (Bar bar : bars) {
      if (bar.to() != null) {
        libraries.add(bar.to());
      }
    }
    return libraries;
  }

  /** Those whose row is among {@code ids}, so that all they need is measured with it. */
  Bars within(Set<String> ids) {
    List<Bar> within = new ArrayList<>();
    for (Bar bar : bars) {
      if (ids.containsAll(new Bars(List.of(bar)).rows())) {
        within.add(bar);
      }
    }
    return new Bars(within);
  }

  /** Those that {@code results} break or cannot tell about. */
  Bars brokenBy(Results results) {
    List<Bar> broken = new ArrayList<>();
    for (Bar bar : bars) {
      if (bar.ratio(results).map(ratio -> ratio > bar.bar()).orElse(true)) {
        broken.add(bar);
      }
    }
    return new Bars(broken);
  }

  /** One line for each: what it is about, what it is, what it may be. */
  String report(Results results) {
    StringBuilder report = new StringBuilder();
    for (Bar bar : bars) {
      String ratio = bar.ratio(results)
          .map(found -> String.format(Locale.ROOT, "%.3f", found))
          .orElse("not measured");
      boolean broken = bar.ratio(results).map(found -> found > bar.bar()).orElse(true);
      report.append(String.format(
          Locale.ROOT,
          "%-6s %-62s %s, bar %.3f, target %.3f%n",
          broken ? "BROKEN" : "ok",
          bar.title(),
          ratio,
          bar.bar(),
          bar.target()));
    }
    return report.toString();
  }
}
