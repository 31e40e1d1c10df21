// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static io.github.xraysink.context.SamplingDecision.NOT_SAMPLED;
import static io.github.xraysink.context.SamplingDecision.REQUESTED;
import static io.github.xraysink.context.SamplingDecision.SAMPLED;
import static io.github.xraysink.context.SamplingDecision.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeadersTest {

  private static final String ROOT = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String PARENT = "53995c3f42cd8ad8";
  private static final String OTHER_ROOT = "1-5759e989-aaaaaaaaaaaaaaaaaaaaaaaa";
  private static final String ZERO_ROOT = "1-00000000-000000000000000000000000";
  private static final String LINEAGE = "a87bd80c:1|68fd508a:5|c512fbe3:2";

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("headers")
  void parse_readsEachKindOfHeader(
      @Nullable String header,
      @Nullable String root,
      @Nullable String parent,
      SamplingDecision decision,
      String extras) {
    IncomingTrace trace = TraceHeaders.parse(header);

    assertThat(trace.traceId()).isEqualTo(root);
    assertThat(trace.parentId()).isEqualTo(parent);
    assertThat(trace.decision()).isEqualTo(decision);
    assertThat(String.join(
            ";", trace.extras().entrySet().stream().map(Map.Entry::toString).toList()))
        .isEqualTo(extras);
  }

  static Stream<Arguments> headers() {
    String full = "Root=" + ROOT + ";Parent=" + PARENT + ";Sampled=1";
    return Stream.of(
        // As it should be.
        arguments(full, ROOT, PARENT, SAMPLED, ""),
        arguments("Root=" + ROOT, ROOT, null, UNKNOWN, ""),
        arguments("Root=" + ROOT + ";Sampled=0", ROOT, null, NOT_SAMPLED, ""),
        arguments("Root=" + ROOT + ";Sampled=?", ROOT, null, REQUESTED, ""),
        arguments("Sampled=1;Parent=" + PARENT + ";Root=" + ROOT, ROOT, PARENT, SAMPLED, ""),
        // Nothing.
        arguments(null, null, null, UNKNOWN, ""),
        arguments("", null, null, UNKNOWN, ""),
        arguments("   ", null, null, UNKNOWN, ""),
        arguments(";;;", null, null, UNKNOWN, ""),
        arguments("=;=;==", null, null, UNKNOWN, ""),
        arguments("hello", null, null, UNKNOWN, ""),
        // Blanks, empty parts, parts without an equals sign.
        arguments(
            " Root=" + ROOT + " ; Parent=" + PARENT + " ;\tSampled=1 ", ROOT, PARENT, SAMPLED, ""),
        arguments(
            "Root = " + ROOT + "; Parent\t=" + PARENT + ";Sampled= 1", ROOT, PARENT, SAMPLED, ""),
        arguments("Root=" + ROOT + ";", ROOT, null, UNKNOWN, ""),
        arguments("Root=" + ROOT + ";;CalledFrom=app", ROOT, null, UNKNOWN, "CalledFrom=app"),
        arguments(";;" + full + ";;", ROOT, PARENT, SAMPLED, ""),
        arguments("Root=" + ROOT + ";junk;Sampled=1", ROOT, null, SAMPLED, ""),
        arguments("junk;" + full, ROOT, PARENT, SAMPLED, ""),
        // Roots that are none: no trace, no parent, and no decision either.
        arguments("Root=garbage;Parent=" + PARENT + ";Sampled=1", null, null, UNKNOWN, ""),
        arguments("Root=;Parent=" + PARENT + ";Sampled=0", null, null, UNKNOWN, ""),
        arguments("Root=garbage;Sampled=?", null, null, UNKNOWN, ""),
        arguments("Root=2" + ROOT.substring(1) + ";Sampled=1", null, null, UNKNOWN, ""),
        arguments("Root=1" + ROOT + ";Sampled=1", null, null, UNKNOWN, ""),
        arguments("Root=" + ROOT + "a;Sampled=1", null, null, UNKNOWN, ""),
        arguments("Root=" + ROOT.substring(0, 34) + ";Sampled=1", null, null, UNKNOWN, ""),
        arguments("Root=" + ROOT.substring(0, 34) + "g;Sampled=1", null, null, UNKNOWN, ""),
        arguments("Root=1_5759e988-bd862e3fe1be46a994272793", null, null, UNKNOWN, ""),
        arguments("Root=1-5759e988_bd862e3fe1be46a994272793", null, null, UNKNOWN, ""),
        arguments("Root=1-5759e98-8bd862e3fe1be46a994272793", null, null, UNKNOWN, ""),
        arguments("Root=1-5759e988-bd862e3fe1be46a99427279\u0663", null, null, UNKNOWN, ""),
        arguments(
            "Root=" + ZERO_ROOT + ";Parent=" + PARENT + ";Sampled=1", null, null, UNKNOWN, ""),
        arguments("Root=garbage;Lineage=" + LINEAGE, null, null, UNKNOWN, "Lineage=" + LINEAGE),
        // No root at all.
        arguments("Sampled=1", null, null, SAMPLED, ""),
        arguments("Sampled=?", null, null, REQUESTED, ""),
        arguments("Parent=" + PARENT + ";Sampled=0", null, null, NOT_SAMPLED, ""),
        // Case.
        arguments(
            "Root=1-5759E988-BD862E3FE1BE46A994272793;Parent=53995C3F42CD8AD8",
            ROOT,
            PARENT,
            UNKNOWN,
            ""),
        arguments("root=" + ROOT + ";PARENT=" + PARENT + ";sampled=1", ROOT, PARENT, SAMPLED, ""),
        arguments(
            "Root=" + ROOT + ";self=" + OTHER_ROOT + ";lineage=x",
            ROOT,
            null,
            UNKNOWN,
            "lineage=x"),
        // Parents and decisions that are none.
        arguments("Root=" + ROOT + ";Parent=XYZ;Sampled=1", ROOT, null, SAMPLED, ""),
        arguments("Root=" + ROOT + ";Parent=0000000000000000;Sampled=1", ROOT, null, SAMPLED, ""),
        arguments("Root=" + ROOT + ";Parent=" + PARENT + "0", ROOT, null, UNKNOWN, ""),
        arguments("Root=" + ROOT + ";Parent=", ROOT, null, UNKNOWN, ""),
        arguments("Root=" + ROOT + ";Sampled=true", ROOT, null, UNKNOWN, ""),
        arguments("Root=" + ROOT + ";Sampled=2", ROOT, null, UNKNOWN, ""),
        arguments("Root=" + ROOT + ";Sampled=01", ROOT, null, UNKNOWN, ""),
        arguments("Root=" + ROOT + ";Sampled=", ROOT, null, UNKNOWN, ""),
        // The first of two counts, also when it is no good.
        arguments("Root=" + ROOT + ";Root=" + OTHER_ROOT, ROOT, null, UNKNOWN, ""),
        arguments("Root=garbage;Root=" + ROOT, null, null, UNKNOWN, ""),
        arguments(
            "Root=" + ROOT + ";Parent=" + PARENT + ";Parent=1111111111111111",
            ROOT,
            PARENT,
            UNKNOWN,
            ""),
        arguments("Root=" + ROOT + ";Sampled=0;Sampled=1", ROOT, null, NOT_SAMPLED, ""),
        arguments("Root=" + ROOT + ";A=1;B=2;A=3", ROOT, null, UNKNOWN, "A=1;B=2"),
        // The load balancer's mark, and the fields that are to be sent on.
        arguments("Self=" + OTHER_ROOT + ";Root=" + ROOT, ROOT, null, UNKNOWN, ""),
        arguments(full + ";Lineage=" + LINEAGE, ROOT, PARENT, SAMPLED, "Lineage=" + LINEAGE),
        arguments(
            "CalledFrom=app;" + full + ";Lineage=" + LINEAGE,
            ROOT,
            PARENT,
            SAMPLED,
            "CalledFrom=app;Lineage=" + LINEAGE),
        arguments("Root=" + ROOT + ";Z=1;A=2;M=3", ROOT, null, UNKNOWN, "Z=1;A=2;M=3"),
        arguments("Root=" + ROOT + ";Token=YWJj==", ROOT, null, UNKNOWN, "Token=YWJj=="),
        arguments("Root=" + ROOT + ";Empty=;=value;A=1", ROOT, null, UNKNOWN, "A=1"),
        arguments(
            "Root=" + ROOT + ";A=b c;B=\r\nX-Evil: 1;C=\u00e9;D=\u007f;E=1",
            ROOT,
            null,
            UNKNOWN,
            "E=1"),
        arguments("Root=" + ROOT + ";A b=1;\u00e9=2;C=3", ROOT, null, UNKNOWN, "C=3"));
  }

  @Test
  void garbageRootKeepsParent() {
    IncomingTrace trace = TraceHeaders.parse("Root=garbage;Parent=" + PARENT + ";Sampled=1");

    assertThat(trace).isEqualTo(IncomingTrace.none());
  }

  @Test
  void upperCaseRoot() {
    IncomingTrace trace = TraceHeaders.parse("Root=" + ROOT.toUpperCase(Locale.ROOT));

    assertThat(trace.traceId()).isEqualTo(ROOT);
  }

  @Test
  void trailingSemicolon() {
    String response = TraceHeaders.formatResponse(IncomingTrace.none(), ROOT, true);

    assertThat(response).isEqualTo("Root=" + ROOT);
  }

  @Test
  void extrasDropped() {
    IncomingTrace trace =
        TraceHeaders.parse("Root=" + ROOT + ";Sampled=1;CalledFrom=app;Lineage=" + LINEAGE);

    String sentOn = TraceHeaders.outgoing(ROOT, PARENT, SAMPLED, trace.extras(), Baggage.empty());

    assertThat(sentOn)
        .isEqualTo(
            "Root=" + ROOT + ";Parent=" + PARENT + ";Sampled=1;CalledFrom=app;Lineage=" + LINEAGE);
  }

  @Test
  void extras_areBoundedFieldByField() {
    String tooLong = "x".repeat(Baggage.MAX_VALUE_CHARS + 1);
    String widest = "y".repeat(Baggage.MAX_VALUE_CHARS);

    IncomingTrace trace = TraceHeaders.parse(
        "Root=" + ROOT + ";A=" + tooLong + ";" + "k".repeat(65) + "=1;B=" + widest + ";C=1");

    assertThat(trace.extras()).containsExactly(entry("B", widest), entry("C", "1"));
  }

  @Test
  void extras_areBoundedInNumber() {
    StringBuilder header = new StringBuilder("Root=" + ROOT);
    for (int i = 0; i < 40; i++) {
      header.append(";k").append(i).append("=v");
    }

    assertThat(TraceHeaders.parse(header.toString()).extras())
        .hasSize(Baggage.MAX_FIELDS)
        .containsKeys("k0", "k15");
  }

  @Test
  void extras_areNotLookedForWithoutEnd() {
    String repeated = "A=1;".repeat(63);

    assertThat(TraceHeaders.parse(repeated + "B=2;C=3;Root=" + ROOT))
        .isEqualTo(TraceHeaders.parse("Root=" + ROOT + ";A=1;B=2"));
  }

  @Test
  void extras_areBoundedInTotal() {
    String half = "v".repeat(90);

    IncomingTrace trace = TraceHeaders.parse("A=" + half + ";B=" + half + ";C=1;Root=" + ROOT);

    assertThat(trace.extras()).containsOnlyKeys("A", "C");
    assertThat(trace.traceId()).isEqualTo(ROOT);
  }

  @Test
  void extras_cannotBeChanged() {
    Map<String, String> extras = TraceHeaders.parse("Root=" + ROOT + ";A=1").extras();

    assertThatThrownBy(() -> extras.put("B", "2"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(extras::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThat(extras).containsExactly(entry("A", "1"));
  }

  @Test
  void parse_ignoresThePartThatGoesBeyondWhatIsRead() {
    String blanks = " ".repeat(TraceHeaders.MAX_READ_CHARS - 60);

    assertThat(TraceHeaders.parse(
            "Root=" + ROOT + ";" + blanks + ";Sampled=1;Lineage=abcdefghijklmnop"))
        .isEqualTo(new IncomingTrace(ROOT, null, SAMPLED, Map.of()));
    assertThat(TraceHeaders.parse(
            "Sampled=1;" + " ".repeat(TraceHeaders.MAX_READ_CHARS) + "Root=" + ROOT))
        .isEqualTo(new IncomingTrace(null, null, SAMPLED, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {";", "=", " ", "a", "a=1;", "Root=", "Root=" + ROOT + ";", "\u0000", "\ud800"})
  void parse_readsNoMoreOfAHugeHeaderThanItsBound(String unit) {
    String huge = unit.repeat(1_000_000 / unit.length());
    String read = huge.substring(0, TraceHeaders.MAX_READ_CHARS);

    assertThat(TraceHeaders.parse(huge).traceId())
        .isEqualTo(TraceHeaders.parse(read).traceId());
    assertThat(TraceHeaders.format(TraceHeaders.parse(huge)).length())
        .isLessThanOrEqualTo(TraceHeaders.MAX_CHARS);
    assertThat(TraceHeaders.parseTraceparent(huge)).isSameAs(IncomingTrace.none());
  }

  @ParameterizedTest
  @CsvSource({
    "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01, SAMPLED",
    "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00, NOT_SAMPLED",
    "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-03, SAMPLED",
    "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-fe, NOT_SAMPLED",
    "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-ff, SAMPLED",
    "cc-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01, SAMPLED",
    "01-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01-what-the-future-brings, SAMPLED",
    "'  00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01\t', SAMPLED",
  })
  void parseTraceparent_mapsEachPart(String header, SamplingDecision decision) {
    assertThat(TraceHeaders.parseTraceparent(header))
        .isEqualTo(new IncomingTrace(ROOT, PARENT, decision, Map.of()));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "hello",
        "ff-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
        "0-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
        "0g-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
        "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-0",
        "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-0x",
        "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01-more",
        "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01-",
        "01-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01.more",
        "00-00000000000000000000000000000000-53995c3f42cd8ad8-01",
        "00-5759e988bd862e3fe1be46a994272793-0000000000000000-01",
        "00-5759E988BD862E3FE1BE46A994272793-53995c3f42cd8ad8-01",
        "00-5759e988bd862e3fe1be46a994272793-53995C3F42CD8AD8-01",
        "00_5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
        "00-5759e988bd862e3fe1be46a994272793_53995c3f42cd8ad8-01",
        "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8_01",
      })
  void parseTraceparent_refusesTheWholeHeaderForOneBadPart(@Nullable String header) {
    assertThat(TraceHeaders.parseTraceparent(header)).isSameAs(IncomingTrace.none());
  }

  @Test
  void formatTraceparent_writesWhatItReads() {
    String header = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";

    assertThat(TraceHeaders.formatTraceparent(TraceHeaders.parseTraceparent(header)))
        .contains(header);
    assertThat(TraceHeaders.formatTraceparent(
            TraceHeaders.parse("Root=" + ROOT + ";Parent=" + PARENT + ";Sampled=0")))
        .contains("00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sampled=1",
        "Root=" + ROOT + ";Sampled=1",
        "Root=" + ROOT + ";Parent=" + PARENT,
        "Root=" + ROOT + ";Parent=" + PARENT + ";Sampled=?"
      })
  void formatTraceparent_inventsNoPart(String xray) {
    assertThat(TraceHeaders.formatTraceparent(TraceHeaders.parse(xray))).isEmpty();
  }

  @Test
  void format_keepsTheOrder() {
    String mixed = "B=2; sampled=1;Parent=" + PARENT + ";;A=1; Root = " + ROOT + ";";

    assertThat(TraceHeaders.format(TraceHeaders.parse(mixed)))
        .isEqualTo("Root=" + ROOT + ";Parent=" + PARENT + ";Sampled=1;B=2;A=1");
    assertThat(TraceHeaders.format(IncomingTrace.none())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=?, true, ;Sampled=1",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=?, false, ;Sampled=0",
        "Sampled=?, true, ;Sampled=1",
        "Sampled=1, true, ''",
        "Sampled=0, false, ''",
        "Lineage=a:1, true, ''",
        "-, true, ''",
      })
  void formatResponse_tellsTheDecisionOnlyWhenAsked(
      @Nullable String request, boolean sampled, String end) {
    assertThat(TraceHeaders.formatResponse(TraceHeaders.parse(request), ROOT, sampled))
        .isEqualTo("Root=" + ROOT + end);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {ZERO_ROOT, "garbage"})
  void writing_saysNothingWithoutAValidTrace(@Nullable String traceId) {
    assertThat(TraceHeaders.formatResponse(IncomingTrace.none(), traceId, true)).isEmpty();
    assertThat(
            TraceHeaders.outgoing(traceId, PARENT, SAMPLED, Map.of("A", "1"), Baggage.of("B", "2")))
        .isEmpty();
  }

  @Test
  void outgoing_leavesOutAParentThatIsNone() {
    assertThat(TraceHeaders.outgoing(ROOT, "", NOT_SAMPLED, Map.of(), Baggage.empty()))
        .isEqualTo("Root=" + ROOT + ";Sampled=0");
    assertThat(TraceHeaders.outgoing(ROOT, null, UNKNOWN, Map.of(), Baggage.empty()))
        .isEqualTo("Root=" + ROOT);
  }

  @Test
  void outgoing_writesExtrasThenBaggageAndPrefersBaggage() {
    Map<String, String> extras =
        TraceHeaders.parse("tenant=old;Lineage=a:1;CalledFrom=app").extras();
    Baggage baggage = Baggage.of("flow", "checkout").with("tenant", "acme");

    assertThat(TraceHeaders.outgoing(ROOT, PARENT, SAMPLED, extras, baggage))
        .isEqualTo("Root=" + ROOT + ";Parent=" + PARENT
            + ";Sampled=1;Lineage=a:1;CalledFrom=app;flow=checkout;tenant=acme");
  }

  @Test
  void outgoing_keepsLineageThenBaggageWhenNotAllFits() {
    String junk = "j".repeat(128);
    Map<String, String> extras =
        TraceHeaders.parse("junk=" + junk + ";Lineage=" + LINEAGE + ";A=1").extras();
    Baggage baggage = Baggage.of("tenant", "t".repeat(100));

    String header = TraceHeaders.outgoing(ROOT, PARENT, SAMPLED, extras, baggage);

    assertThat(header)
        .isEqualTo("Root=" + ROOT + ";Parent=" + PARENT + ";Sampled=1;Lineage=" + LINEAGE
            + ";A=1;tenant=" + "t".repeat(100))
        .hasSizeLessThanOrEqualTo(TraceHeaders.MAX_CHARS);
  }

  @Test
  void outgoing_survivesAMapThatThrowsOrHoldsAnything() {
    Map<String, String> throwing = new LinkedHashMap<>() {
      @Override
      public void forEach(BiConsumer<? super String, ? super String> action) {
        throw new StackOverflowError("from a map");
      }
    };
    throwing.put("A", "1");
    Map<String, String> wild = new LinkedHashMap<>();
    wild.put(null, "1");
    wild.put("A", null);
    wild.put("B", "x;Root=" + OTHER_ROOT);
    wild.put("Root", OTHER_ROOT);
    wild.put("sampled", "0");
    wild.put("C;D", "1");
    wild.put("E=F", "1");
    wild.put("G", "1");

    assertThat(TraceHeaders.outgoing(ROOT, null, SAMPLED, throwing, Baggage.empty()))
        .isEqualTo("Root=" + ROOT + ";Sampled=1");
    assertThat(TraceHeaders.outgoing(ROOT, null, SAMPLED, wild, Baggage.empty()))
        .isEqualTo("Root=" + ROOT + ";Sampled=1;G=1");
  }

  @Test
  void incomingTrace_refusesPartsThatAreNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IncomingTrace(ZERO_ROOT, null, UNKNOWN, Map.of()))
        .withMessageContainingAll("traceId", ZERO_ROOT, "accepted");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IncomingTrace(ROOT, "53995C3F42CD8AD8", UNKNOWN, Map.of()))
        .withMessageContainingAll("parentId", "53995C3F42CD8AD8", "accepted");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IncomingTrace(null, PARENT, UNKNOWN, Map.of()))
        .withMessageContainingAll("parentId", PARENT, "traceId");
    assertThatNullPointerException()
        .isThrownBy(() -> new IncomingTrace(ROOT, null, null, Map.of()))
        .withMessage("decision");
  }

  @Test
  void incomingTrace_copiesItsExtras() {
    Map<String, String> extras = new LinkedHashMap<>();
    extras.put("A", "1");
    IncomingTrace trace = new IncomingTrace(ROOT, null, UNKNOWN, extras);

    extras.put("B", "2");

    assertThat(trace.extras()).isEqualTo(Collections.singletonMap("A", "1"));
    assertThat(trace).isEqualTo(TraceHeaders.parse("Root=" + ROOT + ";A=1"));
  }
}
