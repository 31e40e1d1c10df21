// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Row 4: writing what has ended, to bytes. OpenTelemetry writes OTLP, binary or JSON; Brave
 * Zipkin's JSON. The formats differ in size, so look at time and not at bytes per second there.
 */
@State(Scope.Thread)
public class DocumentBench {

  /** What is written. */
  public enum Size {
    SMALL("a segment with 1 plain child", 1),
    MEDIUM("20 children with http, aws, annotations, metadata", 20),
    LARGE("200 children with annotations", 200),
    EXCEPTIONS("5 children with chained exceptions", 5);

    private final String title;
    private final int children;

    Size(String title, int children) {
      this.title = title;
      this.children = children;
    }

    String title() {
      return title;
    }

    int children() {
      return children;
    }
  }

  @Param
  Library library;

  @Param
  Size size;

  private TracedTree tree;

  /** How long what {@code library} writes for {@code row} is. */
  static int length(Row row, Library library) {
    TracedTree tree = TracedTree.of(library, Size.valueOf(row.parameters().get("size")));
    return row.benchmark().endsWith("Json") ? tree.writeJson() : tree.write();
  }

  /** Makes what is to be written. */
  @Setup
  public void make() {
    tree = TracedTree.of(library, size);
  }

  /** Writes it; returns the number of bytes. */
  @Benchmark
  public int write() {
    return tree.write();
  }

  /** As the other; OpenTelemetry writes JSON. */
  @Benchmark
  public int writeJson() {
    return tree.writeJson();
  }
}
