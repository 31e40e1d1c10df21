// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.internal.Guard;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.SegmentDocuments;
import io.github.xraysink.testkit.XrayExtension;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Headers with any character at all: containers would refuse most of them. */
class HeaderFuzzTest {

  private static final int HEADERS = 10_000;
  private static final int VALIDATED_EVERY = 20;
  private static final long SEED = 20_261_121;

  // Some are validated here: all of them would take longer than the rest of the module's tests.
  @RegisterExtension
  final XrayExtension xray =
      XrayExtension.builder().global().allowInvalidDocuments().build();

  @Test
  void anyHeader_isServedOnce(CapturedTraces traces) throws Exception {
    XrayFilter filter = new XrayFilter();
    AtomicInteger served = new AtomicInteger();
    Random random = new Random(SEED);
    long faults = Guard.faults();
    for (int i = 0; i < HEADERS; i++) {
      filter.doFilter(
          Fakes.request(Map.of(
              TraceHeaders.TRACE_ID,
              value(random),
              TraceHeaders.TRACEPARENT,
              value(random),
              "User-Agent",
              value(random),
              "Host",
              value(random))),
          Fakes.response(),
          (request, response) -> served.incrementAndGet());
    }

    assertThat(served).hasValue(HEADERS);
    assertThat(Guard.faults()).as("faults of ours").isEqualTo(faults);
    assertThat(traces.segments()).isNotEmpty().allSatisfy(segment -> {
      assertThat(segment.traceId()).matches("1-[0-9a-f]{8}-[0-9a-f]{24}");
      segment.parentId().ifPresent(id -> assertThat(id).matches("[0-9a-f]{16}"));
    });
    for (int i = 0; i < traces.documents().size(); i += VALIDATED_EVERY) {
      SegmentDocuments.assertValid(traces.documents().get(i).text());
    }
  }

  /** Near a right one; of what is changed, every other is a control character. */
  private static String value(Random random) {
    StringBuilder value = new StringBuilder(
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
    for (int changes = random.nextInt(8); changes > 0; changes--) {
      char any = (char) random.nextInt(random.nextBoolean() ? 32 : Character.MAX_VALUE + 1);
      value.setCharAt(random.nextInt(value.length()), any);
    }
    return value.toString();
  }
}
