// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.io.PrintStream;
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
    Bars broken = broken(bars, effort, (now, wanted) -> measure(home, now, wanted), System.out);
    if (!broken.bars().isEmpty()) {
      System.err.println(broken.bars().size() + " of " + bars.bars().size() + " bars are broken");
      System.exit(1);
    }
  }

  /** Measures all that some bars look at. */
  interface Measure {
    Results of(Effort effort, Bars wanted) throws Exception;
  }

  /** What stays broken; each bar is judged by the last measurement that was made for it. */
  static Bars broken(Bars bars, Effort effort, Measure measure, PrintStream out) throws Exception {
    Effort now = effort;
    Bars broken = bars;
    for (int attempt = 1; attempt <= TRIES && !broken.bars().isEmpty(); attempt++) {
      if (attempt > 1) {
        out.println("once more, longer:");
        now = now.longer();
      }
      Results results = measure.of(now, broken);
      out.print(broken.report(results));
      broken = broken.brokenBy(results);
    }
    return broken;
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
