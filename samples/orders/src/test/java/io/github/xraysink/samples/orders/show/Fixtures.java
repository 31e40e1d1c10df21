// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import java.util.List;

/** Documents of a small trace, and what it should have been. */
final class Fixtures {

  private static final String TRACE = "\"trace_id\":\"1-6740f000-0123456789abcdef01234567\"";

  static final String SEGMENT = "{\"name\":\"orders\",\"id\":\"00000000000000a1\"," + TRACE
      + ",\"start_time\":1000.0,\"end_time\":1000.08,\"annotations\":{\"request\":\"buy\"}"
      + ",\"subsegments\":[{\"name\":\"pick\",\"id\":\"00000000000000b1\",\"start_time\":1000.0,"
      + "\"end_time\":1000.04,\"subsegments\":[{\"name\":\"walk\",\"id\":\"00000000000000c1\","
      + "\"start_time\":1000.01,\"end_time\":1000.02}]},"
      + "{\"name\":\"pay\",\"id\":\"00000000000000b2\",\"start_time\":1000.04,"
      + "\"end_time\":1000.08,\"fault\":true,\"cause\":{\"exceptions\":[{\"id\":"
      + "\"00000000000000e1\",\"type\":\"shop.Bank$Declined\",\"message\":\"no\"}]}}]}";

  static final String LATE_CHILD = "{\"name\":\"mail\",\"id\":\"00000000000000b3\"," + TRACE
      + ",\"type\":\"subsegment\",\"parent_id\":\"00000000000000a1\""
      + ",\"start_time\":1000.08,\"end_time\":1000.16}";

  static final String OPEN_CHILD = "{\"name\":\"score\",\"id\":\"00000000000000b4\"," + TRACE
      + ",\"type\":\"subsegment\",\"parent_id\":\"00000000000000a1\""
      + ",\"start_time\":1000.12,\"in_progress\":true}";

  static final List<Expected> EXPECTED = List.of(
      new Expected("buy", "orders", "", 1, false, true),
      new Expected("buy", "pick", "orders", 1, false, true),
      new Expected("buy", "walk", "pick", 1, false, true),
      new Expected("buy", "pay", "orders", 1, true, true),
      new Expected("buy", "mail", "orders", 1, false, true),
      new Expected("buy", "score", "orders", 1, false, false));

  private Fixtures() {}

  static Judgement judge(String... documents) {
    return new Judgement(new SeenTraces(List.of(documents)), EXPECTED);
  }
}
