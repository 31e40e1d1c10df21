// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentDocumentsTest {

  private static final String SEGMENT = "{\"name\":\"orders\",\"id\":\"70de5b6f19ff9a0a\","
      + "\"trace_id\":\"1-581cf771-a006649127e371903a2de979\","
      + "\"start_time\":1.478293361271E9,\"end_time\":1.478293361449E9}";

  @Test
  void validSegment_hasNoViolations() {
    assertThat(SegmentDocuments.validate(SEGMENT)).isEmpty();
    assertThatNoException().isThrownBy(() -> SegmentDocuments.assertValid(SEGMENT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"orders\"                              | \"bad?*;name$\"   | /name",
        "\"70de5b6f19ff9a0a\"                    | \"70DE\"          | /id",
        "\"1-581cf771-a006649127e371903a2de979\" | \"1-581cf771\"    | /trace_id",
        "1.478293361271E9                        | 1478293361271     | /start_time",
        "\"name\"                                | \"called\"        | ''",
        "\"end_time\"                            | \"ended\"         | ''",
      })
  void wrongField_isNamedByItsPath(String right, String wrong, String path) {
    assertThat(SegmentDocuments.validate(SEGMENT.replace(right, wrong)))
        .isNotEmpty()
        .anySatisfy(violation -> assertThat(violation.path()).isEqualTo(path))
        .allSatisfy(violation -> assertThat(violation.reason()).isNotBlank());
  }

  @Test
  void embeddedSubsegment_isChecked() {
    String child =
        "\"subsegments\":[{\"name\":\"a\",\"id\":\"x\",\"start_time\":1,\"end_time\":2}]";

    assertThat(SegmentDocuments.validate(SEGMENT.replace("\"name\"", child + ",\"name\"")))
        .extracting(SegmentDocuments.Violation::path)
        .contains("/subsegments/0/id");
  }

  @Test
  void subsegmentOnItsOwn_needsTraceAndParent() {
    String alone = "{\"type\":\"subsegment\",\"name\":\"a\",\"id\":\"70de5b6f19ff9a0a\","
        + "\"start_time\":1,\"end_time\":2}";

    assertThat(SegmentDocuments.validate(alone))
        .anySatisfy(violation -> assertThat(violation.reason()).contains("trace_id"))
        .anySatisfy(violation -> assertThat(violation.reason()).contains("parent_id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "[]", "{", "not json", "\"text\"", "null"})
  void noDocument_isAViolation(String text) {
    assertThat(SegmentDocuments.validate(text)).isNotEmpty();
    assertThatThrownBy(() -> SegmentDocuments.assertValid(text))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Invalid segment document");
  }

  @Test
  void documentOver64KiB_isAViolation() {
    String metadata = "\"metadata\":{\"default\":{\"a\":\"" + "x".repeat(65_536) + "\"}},";

    assertThat(SegmentDocuments.validate(SEGMENT.replace("\"name\"", metadata + "\"name\"")))
        .singleElement()
        .satisfies(violation -> assertThat(violation.reason()).contains("more than 65536"));
  }
}
