// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import static io.github.xraysink.samples.orders.show.Fixtures.LATE_CHILD;
import static io.github.xraysink.samples.orders.show.Fixtures.OPEN_CHILD;
import static io.github.xraysink.samples.orders.show.Fixtures.SEGMENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JudgementTest {

  @Test
  void wholeTrace_hasNothingWrong() {
    Counts counts = Fixtures.judge(SEGMENT, LATE_CHILD, OPEN_CHILD).counts();

    assertThat(counts).isEqualTo(new Counts(3, 3, 6, 5, 1, 0, 0, 0, 0));
    assertThat(counts.right()).isTrue();
  }

  @Test
  void missingDocument_losesItsEntities() {
    Judgement judgement = Fixtures.judge(SEGMENT);

    assertThat(judgement.lost()).extracting(Expected::name).containsExactly("mail", "score");
    assertThat(judgement.counts().right()).isFalse();
  }

  @Test
  void entityWithoutTheEndItHas_isLost() {
    String open = LATE_CHILD.replace("\"end_time\":1000.16", "\"in_progress\":true");

    Judgement judgement = Fixtures.judge(SEGMENT, open, OPEN_CHILD);

    assertThat(judgement.lost()).extracting(Expected::name).containsExactly("mail");
    assertThat(remarks(judgement, "mail")).containsExactly("its end is lost");
  }

  @Test
  void inProgressDocument_isNoDuplicateOfTheCompleteOne() {
    String open = LATE_CHILD.replace("\"end_time\":1000.16", "\"in_progress\":true");

    Counts counts = Fixtures.judge(open, SEGMENT, LATE_CHILD, OPEN_CHILD).counts();

    assertThat(counts.right()).isTrue();
    assertThat(counts.complete()).isEqualTo(5);
  }

  @Test
  void documentSentAgain_countsAllThatIsInIt() {
    Judgement judgement = Fixtures.judge(SEGMENT, LATE_CHILD, OPEN_CHILD, SEGMENT);

    assertThat(judgement.counts().duplicates()).isEqualTo(4);
    assertThat(remarks(judgement, "walk")).containsExactly("sent 2 times");
  }

  @Test
  void childBelowItsSibling_isMisplaced() {
    String below = LATE_CHILD.replace("00000000000000a1", "00000000000000b1");

    Judgement judgement = Fixtures.judge(SEGMENT, below, OPEN_CHILD);

    assertThat(judgement.counts().misplaced()).isEqualTo(1);
    assertThat(remarks(judgement, "mail")).containsExactly("misplaced: belongs under orders");
  }

  @Test
  void childWhoseSegmentIsLost_isMisplacedAndStillRecognised() {
    Judgement judgement = Fixtures.judge(LATE_CHILD);

    assertThat(judgement.counts().misplaced()).isEqualTo(1);
    assertThat(judgement.counts().unexpected()).isZero();
    assertThat(judgement.lost()).extracting(Expected::name).doesNotContain("mail");
  }

  @Test
  void entityNobodyMade_isUnexpected() {
    String stranger = LATE_CHILD.replace("mail", "fax").replace("b3", "b9");

    assertThat(
            Fixtures.judge(SEGMENT, LATE_CHILD, OPEN_CHILD, stranger).counts().unexpected())
        .isEqualTo(1);
  }

  @Test
  void segmentWithAChildThatEndedAfterIt_wasHeldUp() {
    String waited =
        SEGMENT.replace("\"end_time\":1000.08,\"fault\"", "\"end_time\":1000.3,\"fault\"");

    assertThat(remarks(Fixtures.judge(waited), "orders"))
        .containsExactly("not sent before the end of pay");
    assertThat(remarks(Fixtures.judge(SEGMENT), "orders")).isEmpty();
  }

  @Test
  void failureThatLeftNoTrace_isRemarkedOn() {
    String well = SEGMENT.replace("\"fault\":true", "\"fault\":false");

    assertThat(remarks(Fixtures.judge(well), "pay")).containsExactly("has failed, and looks well");
    assertThat(remarks(Fixtures.judge(SEGMENT), "pay")).containsExactly("fault: Declined");
  }

  @Test
  void invalidDocument_isCountedAndRead() {
    String invalid = SEGMENT.replace("1-6740f000-", "1-6740F000-");

    Counts counts = Fixtures.judge(invalid, "no json").counts();

    assertThat(counts.documents()).isEqualTo(2);
    assertThat(counts.valid()).isZero();
    assertThat(counts.complete()).isEqualTo(4);
  }

  private static List<String> remarks(Judgement judgement, String name) {
    return judgement.find("buy", name).stream()
        .flatMap(entity -> judgement.remarksOn(entity).stream())
        .map(Remark::text)
        .toList();
  }
}
