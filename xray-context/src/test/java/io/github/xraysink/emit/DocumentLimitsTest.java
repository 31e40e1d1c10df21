// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DocumentLimitsTest {

  @Test
  void name_keepsWhatXrayAllows() {
    String name = "GET /orders/42 a_b.c:d%e&f#g=h+i-j@k";

    assertThat(DocumentLimits.name(name)).isSameAs(name);
    assertThat(DocumentLimits.name("Größe 中文 \u00a0٣")).isEqualTo("Größe 中文 \u00a0٣");
  }

  @Test
  void name_replacesEachRunOfWhatXrayRefuses() {
    assertThat(DocumentLimits.name("bad?*;name$")).isEqualTo("bad_name_");
    assertThat(DocumentLimits.name("a\tb\nc")).isEqualTo("a_b_c");
    assertThat(DocumentLimits.name("ok\ud83d\ude00ok")).isEqualTo("ok_ok");
    assertThat(DocumentLimits.name("back\\slash")).isEqualTo("back_slash");
  }

  @Test
  void name_isComposed() {
    assertThat(DocumentLimits.name("e\u0301te\u0301")).isEqualTo("\u00e9t\u00e9");
  }

  @Test
  void name_isNeverEmptyNorTooLong() {
    assertThat(DocumentLimits.name(null)).isEqualTo("unnamed");
    assertThat(DocumentLimits.name("")).isEqualTo("unnamed");
    assertThat(DocumentLimits.name("?")).isEqualTo("_");
    assertThat(DocumentLimits.name("n".repeat(250))).isEqualTo("n".repeat(200));
    assertThat(DocumentLimits.name("e\u0301".repeat(300))).isEqualTo("\u00e9".repeat(200));
  }

  @Test
  void annotationKey_isMadeOfLettersDigitsAndUnderscores() {
    String key = "order_Id2";

    assertThat(DocumentLimits.annotationKey(key)).isSameAs(key);
    assertThat(DocumentLimits.annotationKey("order.id-größe")).isEqualTo("order_id_gr__e");
    assertThat(DocumentLimits.annotationKey("")).isEqualTo("_");
    assertThat(DocumentLimits.annotationKey(null)).isEqualTo("_");
    assertThat(DocumentLimits.annotationKey("k".repeat(600))).hasSize(500);
  }

  @Test
  void text_isNotCutThroughASurrogatePair() {
    assertThat(DocumentLimits.text("ab\ud83d\ude00", 3)).isEqualTo("ab");
    assertThat(DocumentLimits.text("ab\ud83d\ude00", 4)).isEqualTo("ab\ud83d\ude00");
    assertThat(DocumentLimits.text("abc", 3)).isSameAs("abc");
  }

  @Test
  void entityId_isDerivedAlwaysAlike() {
    assertThat(DocumentLimits.entityId("00000000000000AB")).isEqualTo("00000000000000ab");
    assertThat(DocumentLimits.entityId("my-id"))
        .matches("[0-9a-f]{16}")
        .isEqualTo(DocumentLimits.entityId("my-id"))
        .isNotEqualTo(DocumentLimits.entityId("my-ie"));
    assertThat(DocumentLimits.entityId(null)).matches("[0-9a-f]{16}");
  }

  @Test
  void traceId_acceptsUpperCaseAndW3c() {
    String expected = "1-4efaaf4d-1e8720b39541901950019ee5";

    assertThat(DocumentLimits.traceId(expected)).isSameAs(expected);
    assertThat(DocumentLimits.traceId("1-4EFAAF4D-1E8720B39541901950019EE5")).isEqualTo(expected);
    assertThat(DocumentLimits.traceId("4efaaf4d1e8720b39541901950019ee5")).isEqualTo(expected);
    assertThat(DocumentLimits.traceId("garbage")).matches("1-[0-9a-f]{8}-[0-9a-f]{24}");
  }

  @Test
  void anyText_isAccepted() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      String text = randomText(random);

      assertThat(DocumentLimits.name(text)).matches("[\\p{L}\\p{N}\\p{Z}_.:/%&#=+\\-@]{1,200}");
      assertThat(DocumentLimits.name(DocumentLimits.name(text)))
          .isEqualTo(DocumentLimits.name(text));
      assertThat(DocumentLimits.annotationKey(text)).matches("[A-Za-z0-9_]{1,500}");
      assertThat(DocumentLimits.metadataKey(text)).doesNotStartWith("AWS.");
      assertThat(DocumentLimits.entityId(text)).matches("[0-9a-f]{16}");
      assertThat(DocumentLimits.traceId(text)).matches("1-[0-9a-f]{8}-[0-9a-f]{24}");
    }
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(random.nextInt(10) == 0 ? 2_000 : 30); length > 0; length--) {
      int bound = random.nextBoolean() ? 128 : 0x10000;
      text.append((char) random.nextInt(bound));
    }
    return text.toString();
  }
}
