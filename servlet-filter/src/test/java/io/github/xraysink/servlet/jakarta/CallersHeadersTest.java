// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which of a caller's trace headers counts. */
class CallersHeadersTest {

  private static final String HEX = "5759e988bd862e3fe1be46a994272793";
  private static final String TRACE = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String PARENT = "53995c3f42cd8ad8";

  @RegisterExtension
  final XrayExtension xray = XrayExtension.builder().global().build();

  @Test
  void zipkinsHeader_isContinued(CapturedTraces traces) throws Exception {
    serve(new XrayFilter(), Map.of("b3", HEX + "-" + PARENT + "-1"));

    assertThat(traces.segments()).singleElement().satisfies(segment -> {
      assertThat(segment.traceId()).isEqualTo(TRACE);
      assertThat(segment.parentId()).contains(PARENT);
    });
  }

  @Test
  void headerOfALoadBalancer_yieldsToTheCallers(CapturedTraces traces) throws Exception {
    serve(
        new XrayFilter(),
        Map.of(
            TraceHeaders.TRACE_ID,
            "Root=1-6759e988-bd862e3fe1be46a994272793",
            TraceHeaders.TRACEPARENT,
            "00-" + HEX + "-" + PARENT + "-01"));

    assertThat(traces.segments())
        .singleElement()
        .satisfies(segment -> assertThat(segment.traceId()).isEqualTo(TRACE));
  }

  @Test
  void otherHeaders_countOnlyWhereAccepted(CapturedTraces traces) throws Exception {
    serve(
        XrayFilter.builder().acceptTraceparent(false).build(),
        Map.of(TraceHeaders.TRACEPARENT, "00-" + HEX + "-" + PARENT + "-01"));

    assertThat(traces.segments()).singleElement().satisfies(segment -> {
      assertThat(segment.traceId()).isNotEqualTo(TRACE);
      assertThat(segment.parentId()).isEmpty();
    });
  }

  private static void serve(XrayFilter filter, Map<String, String> headers) throws Exception {
    filter.doFilter(Fakes.request(headers), Fakes.response(), (request, response) -> {});
  }
}
