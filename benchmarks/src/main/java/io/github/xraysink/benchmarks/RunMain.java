// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code ./run} starts: measures, prints the table, and keeps it with the raw results. */
public final class RunMain {

  private RunMain() {}

  /** Arguments are those of {@code ./run}. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.of(List.of(args));
    Path home = Path.of(System.getProperty("xraysink.benchmarks.home", "."));
    Bars bars = Bars.read(home.resolve("bars.json"));
    Results results;
    if (arguments.table()) {
      results = Results.read(Readme.results(home));
    } else {
      Measuring measuring = new Measuring(home, arguments.effort(), System.err::println);
      results = measuring.measure("benchmarks/run " + String.join(" ", args), arguments::wants);
      Path raw = arguments.partial()
          ? home.resolve("target/results-" + Runtime.version().feature() + ".json")
          : Readme.results(home);
      if (arguments.merge() && Files.exists(Readme.results(home))) {
        raw = Readme.results(home);
        results = Merged.of(Results.read(raw), results);
      }
      results.write(raw);
      System.err.println("raw results: " + raw);
    }
    System.out.println(Table.of(results, bars));
    if (!arguments.partial() || arguments.table() || arguments.merge()) {
      Readme.update(home, results, bars);
    }
  }
}
