// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Row 5: a filter around a chain that does nothing, with what ends thrown away. Tells what a real
 * server's load cannot: a microsecond there is less than two servers differ without any filter.
 */
@State(Scope.Thread)
public class FilterBench {

  @Param
  Library library;

  @Param
  Situation situation;

  private Filter filter;
  private FilterChain chain;

  /** Makes the filter. */
  @Setup
  public void make(Blackhole work) {
    filter = Filters.discarding(library);
    chain = (request, response) -> work.consume(request);
  }

  /** Serves one request, as a container does: with objects of its own. */
  @Benchmark
  public void serve() throws IOException, ServletException {
    filter.doFilter(
        StubExchange.request(situation == Situation.SAMPLED), StubExchange.response(), chain);
  }
}
