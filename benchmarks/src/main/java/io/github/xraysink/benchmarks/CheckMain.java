// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@code ./check} starts: measures the rows the bars look at, and fails if one is broken. What
 * seems broken is measured again, twice and longer each time; noise does not stay.
 */
public final class CheckMain {

  /** Told by allocation and by differences too large to be noise; measured in well under a minute. */
  static final Set<String> SHORTEST =
      Set.of("1.wrap-run.no-context", "2.child.sampled", "2.root-10", "4.document.medium");

  private static final int TRIES = 3;

  private CheckMain() {}

  /** Takes nothing, or {@code --shortest}. Ends with status 1 if a bar is broken. */
  public static void main(String[] args) throws Exception {
    boolean shortest = shortest(List.of(args));
    Path home = Path.of(System.getProperty("xraysink.benchmarks.home", "."));
    Bars all = Bars.read(home.resolve("bars.json"));
    Bars bars = shortest ? all.within(SHORTEST) : all.within(Catalogue.ids());
    Effort effort = shortest ? Effort.SHORTEST : Effort.QUICK;
    Results results = measure(home, effort, bars);
    Bars broken = bars.brokenBy(results);
    for (int attempt = 2; attempt <= TRIES && !broken.bars().isEmpty(); attempt++) {
      System.out.print(broken.report(results));
      effort = effort.longer();
      System.out.println("once more, longer:");
      results = Merged.of(results, measure(home, effort, broken));
      broken = broken.brokenBy(results);
    }
    System.out.print(bars.report(results));
    if (!broken.bars().isEmpty()) {
      System.err.println(broken.bars().size() + " of " + bars.bars().size() + " bars are broken");
      System.exit(1);
    }
  }

  private static boolean shortest(List<String> args) {
    if (args.isEmpty()) {
      return false;
    }
    if (args.equals(List.of("--shortest"))) {
      return true;
    }
    throw new IllegalArgumentException("Unknown " + args + "; accepted: --shortest or nothing");
  }

  private static Results measure(Path home, Effort effort, Bars bars) throws Exception {
    Set<String> rows = new LinkedHashSet<>(bars.rows());
    Set<Library> libraries = bars.libraries();
    return new Measuring(home, effort, System.err::println)
        .only(libraries)
        .measure("benchmarks/check", rows::contains);
  }
}
