// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Every request pays for its header, so the bytes are gated. Time is not: it would say more about
 * the machine than about the code.
 */
class TraceHeadersCostTest {

  private static final int RUNS = 20_000;

  private static final String PLAIN =
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

  private int seen;

  @Test
  void parse_allocatesTheTwoIdsAndTheirHolder() {
    assertThat(bytesPerParse(PLAIN)).isPositive().isLessThanOrEqualTo(288);
  }

  @Test
  void parse_allocatesNothingLargeForAHugeHeader() {
    assertThat(bytesPerParse("x".repeat(1_000_000))).isLessThanOrEqualTo(128);
    assertThat(bytesPerParse("a=1;".repeat(250_000))).isLessThanOrEqualTo(16_000);
  }

  private long bytesPerParse(String header) {
    assumeThat(ManagementFactory.getThreadMXBean())
        .as("a JVM that counts allocations per thread")
        .isInstanceOf(ThreadMXBean.class);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int runs = header.length() > 1_000 ? RUNS / 100 : RUNS;
    parse(header, runs);
    long before = threads.getCurrentThreadAllocatedBytes();
    parse(header, runs);
    return (threads.getCurrentThreadAllocatedBytes() - before) / runs;
  }

  private void parse(String header, int runs) {
    for (int i = 0; i < runs; i++) {
      seen += TraceHeaders.parse(header).extras().size();
    }
  }
}
