// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Seeded: a failure names the header, and the run can be repeated as it was. */
class TraceHeadersFuzzTest {

  private static final long SEED = 20_260_225L;
  private static final int RUNS = 100_000;

  private static final List<Pattern> PARTS = List.of(
      Pattern.compile("Root=1-(?!0{8}-0{24})[0-9a-f]{8}-[0-9a-f]{24}"),
      Pattern.compile("Parent=(?!0{16})[0-9a-f]{16}"),
      Pattern.compile("Sampled=[01?]"));
  private static final Pattern OTHER_PART = Pattern.compile(
      "(?i:(?!(?:root|parent|sampled|self)=))[\\x21-\\x7e&&[^;=]]{1,64}=[\\x21-\\x7e&&[^;]]{1,128}");
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]");

  private static final String[] SCRAPS = {
    "Root=",
    "root=",
    "Parent=",
    "Sampled=",
    "Self=",
    "Lineage=",
    "CalledFrom=",
    ";",
    ";;",
    "=",
    " ",
    "\t",
    "1",
    "0",
    "?",
    "1-5759e988-bd862e3fe1be46a994272793",
    "1-5759E988-BD862E3FE1BE46A994272793",
    "1-00000000-000000000000000000000000",
    "53995c3f42cd8ad8",
    "53995C3F42CD8AD8",
    "0000000000000000",
    "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
    "a87bd80c:1|68fd508a:5",
    "app",
    "\r\n",
    "\u0000",
    "\u00e9",
    "\ud83d",
    "\uffff",
    "x".repeat(200),
  };

  @Test
  void parse_neverThrowsAndNeverYieldsAnInvalidHeader() {
    Random random = new Random(SEED);
    int withTrace = 0;
    for (int i = 0; i < RUNS; i++) {
      String text = (i % 3 == 0) ? characters(random) : scraps(random);
      IncomingTrace trace = TraceHeaders.parse(text);
      withTrace += trace.traceId() == null ? 0 : 1;
      checkFormatted(text, trace);
      checkFormatted(text, TraceHeaders.parseTraceparent(text));
    }

    assertThat(withTrace).as("the generator reaches valid headers").isGreaterThan(RUNS / 100);
  }

  private static void checkFormatted(String text, IncomingTrace trace) {
    String written = TraceHeaders.format(trace);
    if (!isWellFormed(written) || !TraceHeaders.parse(written).equals(trace)) {
      throw new AssertionError("<" + text + "> was written as <" + written + ">");
    }
    TraceHeaders.formatTraceparent(trace)
        .ifPresent(w3c -> assertThat(w3c).as(text).matches(TRACEPARENT));
  }

  @Test
  void outgoing_neverThrowsAndNeverYieldsAnInvalidHeader() {
    Random random = new Random(SEED);
    for (int i = 0; i < RUNS; i++) {
      String traceId = one(random, SCRAPS);
      String parentId = one(random, SCRAPS);
      SamplingDecision decision = one(random, SamplingDecision.values());
      Map<String, String> extras = map(random);
      Baggage baggage = Baggage.of(map(random));

      String written = TraceHeaders.outgoing(traceId, parentId, decision, extras, baggage);

      if (!isWellFormed(written)
          || !written.equals(TraceHeaders.format(TraceHeaders.parse(written)))) {
        throw new AssertionError(
            traceId + ", " + parentId + ", " + extras + ", " + baggage + ": <" + written + ">");
      }
    }
  }

  @Test
  void header_survivesTheWayThere_andBack() {
    Random random = new Random(SEED);
    for (int i = 0; i < RUNS; i++) {
      IncomingTrace trace = valid(random);

      String canonical = TraceHeaders.format(trace);

      assertThat(TraceHeaders.parse(canonical)).isEqualTo(trace);
      assertThat(TraceHeaders.parse(disguised(random, canonical))).isEqualTo(trace);
    }
  }

  @Test
  void traceparent_survivesTheWayThere_andBack() {
    Random random = new Random(SEED);
    for (int i = 0; i < RUNS; i++) {
      SamplingDecision decision = SamplingDecision.of(random.nextBoolean());
      IncomingTrace trace =
          new IncomingTrace(traceId(random), entityId(random), decision, Map.of());

      String w3c = TraceHeaders.formatTraceparent(trace).orElseThrow();

      assertThat(TraceHeaders.parseTraceparent(w3c)).isEqualTo(trace);
      assertThat(w3c).matches(TRACEPARENT);
    }
  }

  /**
   * Root, Parent and Sampled at most once and in this order, then others; nothing between or after
   * the separators.
   */
  private static boolean isWellFormed(String written) {
    if (written.isEmpty()) {
      return true;
    }
    int next = 0;
    for (String part : written.split(";", -1)) {
      int rank = rank(part);
      if (rank < next) {
        return false;
      }
      next = rank == PARTS.size() ? rank : rank + 1;
    }
    return written.length() <= TraceHeaders.MAX_CHARS;
  }

  private static int rank(String part) {
    for (int i = 0; i < PARTS.size(); i++) {
      if (PARTS.get(i).matcher(part).matches()) {
        return i;
      }
    }
    return OTHER_PART.matcher(part).matches() ? PARTS.size() : -1;
  }

  private static IncomingTrace valid(Random random) {
    String root = random.nextInt(8) == 0 ? null : traceId(random);
    String parent = root == null || random.nextInt(4) == 0 ? null : entityId(random);
    Map<String, String> extras = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      extras.put("key" + random.nextInt(100), Integer.toString(random.nextInt(), 36) + "=:|");
    }
    return new IncomingTrace(root, parent, one(random, SamplingDecision.values()), extras);
  }

  /** The same header as a careless writer might have sent it. */
  private static String disguised(Random random, String canonical) {
    List<String> named = new ArrayList<>();
    List<String> extras = new ArrayList<>();
    for (String part : canonical.isEmpty() ? new String[0] : canonical.split(";")) {
      (part.startsWith("key") ? extras : named).add(part);
    }
    named.add("Self=1-5759e989-aaaaaaaaaaaaaaaaaaaaaaaa");
    named.add("");
    named.add(" no field ");
    Collections.shuffle(named, random);
    StringBuilder out = new StringBuilder();
    for (String part : named) {
      boolean upper = random.nextBoolean() && !part.startsWith("Sampled");
      String[] field = part.split("=", 2);
      out.append(' ').append(field[0]);
      if (field.length == 2) {
        out.append(" =\t").append(upper ? field[1].toUpperCase(Locale.ROOT) : field[1]);
      }
      out.append(" ;");
    }
    for (String part : extras) {
      out.append(part).append(";;");
    }
    return out.toString();
  }

  private static String characters(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(120); i > 0; i--) {
      out.append((char) (random.nextInt(10) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
    }
    return out.toString();
  }

  private static String scraps(Random random) {
    StringBuilder out = new StringBuilder();
    if (random.nextInt(3) == 0) {
      out.append("Root=1-5759e988-bd862e3fe1be46a994272793;");
    }
    for (int i = random.nextInt(16); i > 0; i--) {
      out.append(one(random, SCRAPS));
    }
    return out.toString();
  }

  private static Map<String, String> map(Random random) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      map.put(
          random.nextBoolean() ? "k" + random.nextInt(9) : scraps(random),
          random.nextBoolean() ? "v".repeat(random.nextInt(99)) : scraps(random));
    }
    return map;
  }

  private static String traceId(Random random) {
    return "1-%08x-%08x%016x".formatted(random.nextInt(), random.nextInt(), random.nextLong() | 1);
  }

  private static String entityId(Random random) {
    return "%016x".formatted(random.nextLong() | 1);
  }

  private static <T> T one(Random random, T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
