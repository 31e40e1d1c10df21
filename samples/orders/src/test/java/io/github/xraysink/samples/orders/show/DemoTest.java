// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemoTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void xraysink_isRight() throws Exception {
    Half half = Demo.withXraysink();

    assertThat(half.right()).as(new HalfView(new Pen(false, true)).draw(half)).isTrue();
    assertThat(half.judgement().counts().inProgress()).isEqualTo(1);
    assertThat(half.logged()).singleElement().asString().contains("ask for score");
  }

  /** Else the demo would show nothing, and its judgement of us would be worth nothing. */
  @Test
  void sdk_isFoundWrong() throws Exception {
    Half half = Demo.withSdk();

    assertThat(half.right()).isFalse();
    assertThat(half.thrown()).isNull();
    assertThat(half.judgement().counts().lost()).isPositive();
    assertThat(half.judgement().counts().misplaced()).isPositive();
    assertThat(half.judgement().counts().duplicates()).isPositive();
    assertThat(Check.SIBLINGS_RIGHT.passes(half.judgement())).isFalse();
    assertThat(Check.FAULTS_RIGHT.passes(half.judgement())).isFalse();
    assertThat(Check.REQUEST_NOT_DELAYED.passes(half.judgement())).isFalse();
    assertThat(Check.SENT_ONCE.passes(half.judgement())).isFalse();
    assertThat(Check.LOST_CHILD_REQUEST_ARRIVED.passes(half.judgement())).isFalse();
  }

  @Test
  void json_isOneLineThatSaysAll() throws Exception {
    int status = run("--json");

    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).matches("\\{[^\n]+}\n");
    JsonNode line = new ObjectMapper().readTree(out.toByteArray());
    assertThat(line.path("ok").booleanValue()).isTrue();
    assertThat(line.path("sdk").path("right").booleanValue()).isFalse();
    JsonNode ours = line.path("xraysink");
    assertThat(ours.path("documents_valid").intValue())
        .isEqualTo(ours.path("documents_received").intValue())
        .isPositive();
    assertThat(ours.path("entities_complete").intValue())
        .isEqualTo(ours.path("entities_expected").intValue() - 1);
    for (String count : new String[] {"lost", "misplaced", "duplicates", "unexpected"}) {
      assertThat(ours.path(count).isInt()).isTrue();
      assertThat(ours.path(count).intValue()).as(count).isZero();
    }
    for (Check check : Check.values()) {
      assertThat(ours.path(check.key()).booleanValue()).as(check.key()).isTrue();
    }
  }

  @Test
  void picture_showsBothAndTheVerdict() {
    int status = run();

    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsSubsequence(
            "Traced with the X-Ray SDK alone",
            "misplaced",
            "lost: check fraud",
            "Traced with xraysink",
            "in progress",
            "The traces of xraysink are right.")
        .doesNotContain("\u001b");
  }

  @Test
  void help_isPrinted() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--json", "--no-color", "Exit status");
  }

  @Test
  void unknownOption_isRefusedByName() {
    assertThat(run("--jason")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--jason", "--help");
    assertThat(out.size()).isZero();
  }

  private int run(String... arguments) {
    PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
    return DemoMain.run(to, new PrintStream(err, true, StandardCharsets.UTF_8), arguments);
  }
}
