// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import static io.github.xraysink.samples.orders.show.Fixtures.LATE_CHILD;
import static io.github.xraysink.samples.orders.show.Fixtures.OPEN_CHILD;
import static io.github.xraysink.samples.orders.show.Fixtures.SEGMENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TraceViewTest {

  @Test
  void tree_hasABarForEachEntity() {
    assertThat(draw(new Pen(false, true), SEGMENT, LATE_CHILD, OPEN_CHILD)).isEqualTo("""
              orders: buy                   ████████████████                   80 ms
              ├─ pick                       ████████                           40 ms
              │  └─ walk                      ██                               10 ms
              ├─ pay                                ████████                   40 ms  fault: Declined
              ├─ mail                                       ████████████████   80 ms
              └─ score                                              ░░░░░░░░          in progress
            """);
  }

  @Test
  void terminalWithoutUnicode_getsAscii() {
    String text = draw(new Pen(false, Pen.canDraw(StandardCharsets.US_ASCII)), SEGMENT);

    assertThat(text).isASCII().contains("|  `- walk", "`- pay", "####");
    assertThat(Pen.canDraw(StandardCharsets.UTF_8)).isTrue();
  }

  @Test
  void whatIsWrong_isRed() {
    String below = LATE_CHILD.replace("00000000000000a1", "00000000000000b1");

    assertThat(draw(new Pen(true, true), SEGMENT, below))
        .contains("\u001b[31m✗ misplaced: belongs under orders\u001b[0m", "\u001b[32m█");
    assertThat(draw(new Pen(false, true), SEGMENT, below)).doesNotContain("\u001b");
  }

  @Test
  void childWhoseParentIsLost_isDrawnOnTheLeft() {
    assertThat(draw(new Pen(false, true), LATE_CHILD)).startsWith("  mail ");
  }

  private static String draw(Pen pen, String... documents) {
    Judgement judgement = Fixtures.judge(documents);
    return new TraceView(pen, judgement, judgement.seen().traces().get(0)).draw();
  }
}
