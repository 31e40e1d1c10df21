// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What no container can be made to do. */
class XrayFilterTest {

  @RegisterExtension
  final XrayExtension xray = XrayExtension.builder().global().build();

  private final List<ServletRequest> served = new ArrayList<>();

  private void serve(XrayFilter filter, ServletRequest request)
      throws IOException, ServletException {
    filter.doFilter(request, Fakes.response(), (passed, response) -> served.add(passed));
  }

  private static HttpServletRequest request() {
    return Fakes.request(Map.of());
  }

  @Test
  void plainRequest_passesUntouched(CapturedTraces traces) throws Exception {
    ServletRequest plain = Fakes.plainRequest();

    new XrayFilter().doFilter(plain, Fakes.response(), (passed, response) -> {
      served.add(passed);
      assertThat(TraceSnapshot.capture().traceId()).isEmpty();
    });

    assertThat(served).hasSize(1);
    assertThat(served.get(0)).isSameAs(plain);
    assertThat(traces.documents()).isEmpty();
  }

  @Test
  void nameAndAnnotations_areOfTheRequest(CapturedTraces traces) throws Exception {
    XrayFilter filter = XrayFilter.builder()
        .segmentName(asked -> "orders")
        .annotations(asked -> Map.of(
            "tenant", asked.host(), "port", asked.port(), "secure", false, "path", asked.path()))
        .build();

    serve(filter, request());

    CapturedEntity segment = traces.entity("orders");
    assertThat(segment.annotations())
        .containsEntry("tenant", "shop.example")
        .containsEntry("port", 80)
        .containsEntry("secure", false)
        .containsEntry("path", "/orders/7");
  }

  @Test
  void annotationsThatCannotBeMade_areLeftOut(CapturedTraces traces) throws Exception {
    XrayFilter filter = XrayFilter.builder()
        .annotations(asked -> {
          throw new IllegalStateException("no tenant");
        })
        .build();

    serve(filter, request());

    assertThat(served).hasSize(1);
    assertThat(traces.segments()).hasSize(1);
  }

  @Test
  void routeAndDetails_areTold(CapturedTraces traces) throws Exception {
    HttpServletRequest request = request();
    request.setAttribute(
        "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern", "/orders/{id}");

    serve(XrayFilter.builder().recordDetails(true).build(), request);

    CapturedEntity segment = traces.segments().get(0);
    assertThat(segment.annotations()).containsEntry("http_route", "/orders/{id}");
    assertThat(segment.json().path("metadata").path("http").path("route").asText())
        .isEqualTo("/orders/{id}");
  }

  @Test
  void exceptionThatCausesItself_isPassedOn(CapturedTraces traces) {
    ServletException outer = new ServletException("outer");
    outer.initCause(new ServletException("inner", outer));

    assertPassedOn(outer, traces);
  }

  @Test
  void exceptionThatThrows_isPassedOn(CapturedTraces traces) {
    assertPassedOn(
        new ServletException("broken") {
          private static final long serialVersionUID = 1;

          @Override
          public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
          }

          @Override
          public Throwable getRootCause() {
            throw new IllegalStateException("no root cause");
          }
        },
        traces);
  }

  private static void assertPassedOn(ServletException thrown, CapturedTraces traces) {
    assertThatThrownBy(
            () -> new XrayFilter().doFilter(request(), Fakes.response(), (request, response) -> {
              throw thrown;
            }))
        .isSameAs(thrown);
    assertThat(traces.segments()).hasSize(1);
  }

  @Test
  void recorder_isTheOneInForce(AWSXRayRecorder recorder, CapturedTraces traces) throws Exception {
    serve(XrayFilter.builder().recorder(recorder).build(), request());
    serve(new XrayFilter(), request());

    assertThat(traces.segments()).hasSize(2);
  }

  @Test
  void wrongInitParam_stopsTheDeployment() {
    FilterConfig config = Fakes.of(
        FilterConfig.class,
        Map.of("getInitParameter", args -> args[0].equals("recordDetails") ? "maybe" : null));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new XrayFilter().init(config))
        .withMessage("recordDetails is 'maybe'; accepted: true or false");
  }
}
