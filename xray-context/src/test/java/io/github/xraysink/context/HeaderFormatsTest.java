// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static io.github.xraysink.context.HeaderFormat.W3C;
import static io.github.xraysink.context.HeaderFormat.XRAY;
import static io.github.xraysink.context.SamplingDecision.NOT_SAMPLED;
import static io.github.xraysink.context.SamplingDecision.SAMPLED;
import static io.github.xraysink.context.SamplingDecision.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.DocumentTransport;
import io.github.xraysink.emit.Outcome;
import io.github.xraysink.emit.TeeEmitter;
import io.github.xraysink.emit.TraceDocument;
import io.github.xraysink.internal.Guard;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeaderFormatsTest {

  private static final Set<HeaderFormat> BOTH = Set.of(XRAY, W3C);
  private static final String ROOT = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String PARENT = "53995c3f42cd8ad8";
  private static final String W3C_ID = "5759e988bd862e3fe1be46a994272793";
  private static final String OTHER = "0af7651916cd43dd8448eb211c80319c";
  private static final String OTHER_ROOT = "1-0af76519-16cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final String XRAY_FULL = "Root=" + ROOT + ";Parent=" + PARENT + ";Sampled=1";
  private static final String OTHER_PARENT = "00-" + OTHER + "-" + SPAN + "-01";

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("requests")
  void read_takesTheHeaderThatCounts(
      Map<String, String> headers,
      @Nullable String root,
      @Nullable String parent,
      SamplingDecision decision,
      Map<String, String> extras,
      Map<String, String> passOn) {
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);

    IncomingTrace trace = TraceHeaders.read(anyCase::get);

    assertThat(trace).isEqualTo(new IncomingTrace(root, parent, decision, extras, passOn));
  }

  static Stream<Arguments> requests() {
    Map<String, String> none = Map.of();
    return Stream.of(
        arguments(none, null, null, UNKNOWN, none, none),
        // X-Ray's own.
        arguments(Map.of("x-amzn-trace-id", XRAY_FULL), ROOT, PARENT, SAMPLED, none, none),
        arguments(
            Map.of("X-Amzn-Trace-Id", XRAY_FULL, "traceparent", OTHER_PARENT),
            ROOT,
            PARENT,
            SAMPLED,
            none,
            none),
        // A load balancer's: the caller is in the other header.
        arguments(
            Map.of("X-Amzn-Trace-Id", "Self=1-2-3;Root=" + ROOT, "traceparent", OTHER_PARENT),
            OTHER_ROOT,
            SPAN,
            SAMPLED,
            none,
            none),
        arguments(
            Map.of("X-Amzn-Trace-Id", "Root=" + ROOT + ";Lineage=a:1", "b3", OTHER + "-" + SPAN),
            OTHER_ROOT,
            SPAN,
            UNKNOWN,
            Map.of("Lineage", "a:1"),
            none),
        arguments(Map.of("X-Amzn-Trace-Id", "Root=" + ROOT), ROOT, null, UNKNOWN, none, none),
        // The decision of the other header, if it is about the same trace.
        arguments(
            Map.of(
                "X-Amzn-Trace-Id", "Root=" + ROOT + ";Parent=" + PARENT,
                "traceparent", "00-" + W3C_ID + "-" + SPAN + "-00"),
            ROOT,
            PARENT,
            NOT_SAMPLED,
            none,
            none),
        // W3C's.
        arguments(Map.of("traceparent", OTHER_PARENT), OTHER_ROOT, SPAN, SAMPLED, none, none),
        arguments(
            Map.of("traceparent", OTHER_PARENT, "tracestate", " a=1,b@c=2 "),
            OTHER_ROOT,
            SPAN,
            SAMPLED,
            none,
            Map.of("tracestate", "a=1,b@c=2")),
        arguments(
            Map.of("X-Amzn-Trace-Id", XRAY_FULL, "traceparent", OTHER_PARENT, "tracestate", "a=1"),
            ROOT,
            PARENT,
            SAMPLED,
            none,
            none),
        arguments(Map.of("tracestate", "a=1"), null, null, UNKNOWN, none, none),
        arguments(
            Map.of("traceparent", OTHER_PARENT, "tracestate", "a=" + "x".repeat(600)),
            OTHER_ROOT,
            SPAN,
            SAMPLED,
            none,
            none),
        arguments(
            Map.of("traceparent", OTHER_PARENT, "tracestate", "a=\u00fc"),
            OTHER_ROOT,
            SPAN,
            SAMPLED,
            none,
            none),
        // Baggage.
        arguments(
            Map.of("baggage", "user=u1 , k%25=2,bad,=3,x=a%2Cb%3D"),
            null,
            null,
            UNKNOWN,
            Map.of("user", "u1", "k%25", "2", "x", "a,b="),
            none),
        arguments(
            Map.of("X-Amzn-Trace-Id", XRAY_FULL + ";user=mine", "baggage", "user=theirs,b=2"),
            ROOT,
            PARENT,
            SAMPLED,
            Map.of("user", "mine", "b", "2"),
            none),
        arguments(
            Map.of("baggage", "a=two%20words,b=J%C3%BCrgen,c=1;p=2,d=%zz,Lineage=x,e=5"),
            null,
            null,
            UNKNOWN,
            Map.of("e", "5"),
            Map.of("baggage", "a=two%20words,b=J%C3%BCrgen,c=1;p=2,d=%zz,Lineage=x")),
        arguments(Map.of("baggage", "a=" + "x".repeat(9_000)), null, null, UNKNOWN, none, none),
        // B3.
        arguments(Map.of("b3", OTHER + "-" + SPAN + "-1"), OTHER_ROOT, SPAN, SAMPLED, none, none),
        arguments(
            Map.of("b3", OTHER + "-" + SPAN + "-d-" + PARENT),
            OTHER_ROOT,
            SPAN,
            SAMPLED,
            none,
            none),
        arguments(
            Map.of("b3", "8448eb211c80319c-" + SPAN + "-0"),
            "1-00000000-000000008448eb211c80319c",
            SPAN,
            NOT_SAMPLED,
            none,
            none),
        arguments(Map.of("b3", "0"), null, null, UNKNOWN, none, none),
        arguments(Map.of("b3", OTHER), null, null, UNKNOWN, none, none),
        arguments(Map.of("b3", OTHER + "-xyz-1"), null, null, UNKNOWN, none, none),
        arguments(Map.of("b3", "-".repeat(5_000)), null, null, UNKNOWN, none, none),
        arguments(
            Map.of("X-B3-TraceId", OTHER.toUpperCase(Locale.ROOT), "x-b3-spanid", SPAN),
            OTHER_ROOT,
            SPAN,
            UNKNOWN,
            none,
            none),
        arguments(
            Map.of("X-B3-TraceId", OTHER, "X-B3-SpanId", SPAN, "X-B3-Sampled", "true"),
            OTHER_ROOT,
            SPAN,
            SAMPLED,
            none,
            none),
        arguments(
            Map.of("X-B3-TraceId", OTHER, "X-B3-SpanId", SPAN, "X-B3-Sampled", "0"),
            OTHER_ROOT,
            SPAN,
            NOT_SAMPLED,
            none,
            none),
        arguments(
            Map.of("X-B3-TraceId", OTHER, "X-B3-SpanId", SPAN, "X-B3-Flags", "1"),
            OTHER_ROOT,
            SPAN,
            SAMPLED,
            none,
            none));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("traces")
  void format_writesTheHeadersChosen(
      IncomingTrace trace, Set<HeaderFormat> formats, Map<String, String> headers) {
    assertThat(TraceHeaders.format(trace, formats)).isEqualTo(headers);
  }

  static Stream<Arguments> traces() {
    Map<String, String> passOn = Map.of("tracestate", "a=1", "baggage", "n=J%C3%BCrgen;p=1");
    IncomingTrace full = new IncomingTrace(
        ROOT, PARENT, SAMPLED, Map.of("k", "a,b;=%\"\\".replace(";", "")), passOn);
    String w3c = "00-" + W3C_ID + "-" + PARENT + "-01";
    return Stream.of(
        arguments(full, Set.of(XRAY), Map.of("X-Amzn-Trace-Id", XRAY_FULL + ";k=a,b=%\"\\")),
        arguments(
            full,
            Set.of(W3C),
            Map.of(
                "traceparent", w3c,
                "tracestate", "a=1",
                "baggage", "n=J%C3%BCrgen;p=1,k=a%2Cb=%25%22%5C")),
        arguments(
            new IncomingTrace(ROOT, PARENT, NOT_SAMPLED, Map.of("Lineage", "x:1", "ü", "no")),
            BOTH,
            Map.of(
                "X-Amzn-Trace-Id", "Root=" + ROOT + ";Parent=" + PARENT + ";Sampled=0;Lineage=x:1",
                "traceparent", "00-" + W3C_ID + "-" + PARENT + "-00")),
        // Undecided, or without a parent: W3C cannot say it.
        arguments(
            new IncomingTrace(ROOT, null, UNKNOWN, Map.of(), passOn),
            BOTH,
            Map.of("X-Amzn-Trace-Id", "Root=" + ROOT, "baggage", "n=J%C3%BCrgen;p=1")),
        arguments(IncomingTrace.none(), BOTH, Map.of()));
  }

  @Test
  void whatIsWritten_isReadBack() {
    Random random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      Map<String, String> extras = new TreeMap<>();
      for (int field = random.nextInt(4); field > 0; field--) {
        extras.put("k" + random.nextInt(9), visible(random));
      }
      IncomingTrace trace = new IncomingTrace(
          ROOT, PARENT, random.nextBoolean() ? SAMPLED : NOT_SAMPLED, extras, Map.of());

      for (Set<HeaderFormat> formats : List.of(Set.of(XRAY), Set.of(W3C), BOTH)) {
        Map<String, String> headers = TraceHeaders.format(trace, formats);
        assertThat(TraceHeaders.read(headers::get)).isEqualTo(trace);
      }
    }
  }

  private static String visible(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      char c = (char) ('!' + random.nextInt(94));
      text.append(c == ';' ? '.' : c);
    }
    return text.toString();
  }

  @Test
  void read_survivesWhatAnybodyMaySend() {
    Random random = new Random(43);
    long faults = Guard.faults();
    String letters = "0f-=;,%:a\u00fc\u0000 \t1";
    List<String> names = List.of(
        "X-Amzn-Trace-Id",
        "traceparent",
        "tracestate",
        "baggage",
        "b3",
        "X-B3-TraceId",
        "X-B3-SpanId",
        "X-B3-Sampled",
        "X-B3-Flags");
    for (int i = 0; i < 5_000; i++) {
      Map<String, String> headers = new TreeMap<>();
      for (String name : names) {
        StringBuilder junk = new StringBuilder();
        for (int length = random.nextInt(60); length > 0; length--) {
          junk.append(letters.charAt(random.nextInt(letters.length())));
        }
        headers.put(name, junk.toString());
      }

      IncomingTrace trace = TraceHeaders.read(headers::get);

      assertThat(TraceHeaders.read(TraceHeaders.format(trace, BOTH)::get).traceId())
          .isEqualTo(trace.traceId());
    }
    assertThat(Guard.faults()).isEqualTo(faults);
    assertThat(TraceHeaders.read(name -> {
          throw new IllegalStateException("made up");
        }))
        .isEqualTo(IncomingTrace.none());
  }

  @Test
  void calls_carryWhatTheCallerSentAndTheirOwnPosition() {
    try (Xraysink xraysink = quiet().headers(XRAY, W3C).build()) {
      Map<String, String> request =
          Map.of("traceparent", OTHER_PARENT, "tracestate", "a=1", "baggage", "u=7,n=%C3%BC");
      XraySegments.with(xraysink.recorder())
          .continuing(TraceHeaders.read(request::get))
          .run("middle", () -> {
            try (TraceScope scope = Baggage.of("mine", "yes").makeCurrent()) {
              String id = xraysink.recorder().getTraceEntity().getId();

              assertThat(TraceHeaders.current())
                  .isEqualTo(Map.of(
                      "X-Amzn-Trace-Id",
                      "Root=" + OTHER_ROOT + ";Parent=" + id + ";Sampled=1;u=7;mine=yes",
                      "traceparent",
                      "00-" + OTHER + "-" + id + "-01",
                      "tracestate",
                      "a=1",
                      "baggage",
                      "n=%C3%BC,u=7,mine=yes"));
              assertThat(TraceHeaders.current(Set.of(XRAY))).containsOnlyKeys("X-Amzn-Trace-Id");
              assertThat(TraceHeaders.current(Set.of(W3C)))
                  .containsOnlyKeys("traceparent", "tracestate", "baggage");
            }
          });
    }
    assertThat(TraceHeaders.current(BOTH)).isEmpty();
  }

  @Test
  void segments_continueWhatWasRead() {
    AWSXRayRecorder before = AWSXRay.getGlobalRecorder();
    try (Xraysink xraysink = quiet().install()) {
      IncomingTrace caller = TraceHeaders.read(Map.of("traceparent", OTHER_PARENT)::get);

      XraySegments.continuing(caller).run("s", () -> {
        var segment = xraysink.recorder().getCurrentSegment();
        assertThat(segment.getTraceId()).hasToString(OTHER_ROOT);
        assertThat(segment.getParentId()).isEqualTo(SPAN);
      });
    } finally {
      AWSXRay.setGlobalRecorder(before);
    }
  }

  @Test
  void headersSent_areThoseOfTheDestinationUnlessChosen() {
    BoundedEmitter elsewhere =
        BoundedEmitter.builder().transport(new Telemetry()).build();
    TeeEmitter tee = TeeEmitter.of(BoundedEmitter.udp(), elsewhere);

    assertThat(namesSent(quiet())).containsOnly("X-Amzn-Trace-Id");
    assertThat(namesSent(quiet().emitter(elsewhere)))
        .containsExactlyInAnyOrder("X-Amzn-Trace-Id", "traceparent");
    assertThat(namesSent(quiet().emitter(tee)))
        .containsExactlyInAnyOrder("X-Amzn-Trace-Id", "traceparent");
    assertThat(namesSent(quiet().emitter(elsewhere).headers(XRAY))).containsOnly("X-Amzn-Trace-Id");
    assertThat(namesSent(quiet().headers(W3C, W3C))).containsOnly("traceparent");
    assertThat(namesSent(quiet().sources(setting("w3c, XRAY"))))
        .containsExactlyInAnyOrder("X-Amzn-Trace-Id", "traceparent");
    tee.close();
  }

  @Test
  void headersSetting_refusesOtherNames() {
    assertThatThrownBy(() -> quiet().sources(setting("b3")).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("xraysink setting 'headers' is 'b3' (property xraysink.headers);"
            + " accepted: xray, w3c, or both: xray,w3c");
    assertThatThrownBy(() -> quiet().headers().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xraysink setting 'headers' is '[]' (builder)");
  }

  private static XraysinkBuilder quiet() {
    return Xraysink.builder().emitter("none");
  }

  private static Setting.Sources setting(String headers) {
    return new Setting.Sources() {
      @Override
      public @Nullable String property(String name) {
        return name.equals("xraysink.headers") ? headers : null;
      }

      @Override
      public @Nullable String environment(String name) {
        return null;
      }
    };
  }

  private static Set<String> namesSent(XraysinkBuilder builder) {
    try (Xraysink xraysink = builder.build()) {
      return XraySegments.with(xraysink.recorder())
          .call("s", () -> TraceHeaders.current().keySet());
    }
  }

  private static final class Telemetry implements DocumentTransport {
    @Override
    public List<Outcome> send(List<TraceDocument> batch) {
      return Collections.nCopies(batch.size(), Outcome.SENT);
    }

    @Override
    public int maxBatch() {
      return 1;
    }

    @Override
    public boolean openTelemetry() {
      return true;
    }

    @Override
    public void close() {}
  }
}
