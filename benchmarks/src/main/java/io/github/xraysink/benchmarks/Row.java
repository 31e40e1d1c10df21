// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One line of the table: the same work, done by several libraries.
 *
 * @param id stable, for the bars: {@code 1.wrap-run.sampled}
 * @param work what is done, as the table says it
 * @param benchmark class and method of the JMH benchmark, without the package
 * @param parameters of the benchmark, besides the library
 * @param threads that do the work at once
 * @param divisor how many of what the table tells are in one operation
 * @param libraries that do it, in the order of the table
 */
record Row(
    String id,
    String work,
    String benchmark,
    Map<String, String> parameters,
    int threads,
    int divisor,
    List<Library> libraries) {

  Row {
    parameters = Map.copyOf(parameters);
    libraries = List.copyOf(libraries);
  }

  static Row of(String id, String work, String benchmark, List<Library> libraries) {
    return new Row(id, work, benchmark, Map.of(), 1, 1, libraries);
  }

  Row with(Map<String, String> parameters) {
    return new Row(id, work, benchmark, parameters, threads, divisor, libraries);
  }

  Row threads(int threads) {
    return new Row(id, work, benchmark, parameters, threads, divisor, libraries);
  }

  Row per(int divisor) {
    return new Row(id, work, benchmark, parameters, threads, divisor, libraries);
  }

  /** The part of the issue this belongs to: what stands before the first dot. */
  int section() {
    return Integer.parseInt(id.substring(0, id.indexOf('.')));
  }

  /** For JMH's choice of benchmarks. */
  String pattern() {
    return Pattern.quote(Row.class.getPackageName() + "." + benchmark) + "$";
  }
}
