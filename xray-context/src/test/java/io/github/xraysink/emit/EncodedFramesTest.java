// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EncodedFramesTest {

  private static final byte[] JSON = {'{', '}'};

  private final EncodedFrames frames = new EncodedFrames();

  private static StackTraceElement frame(String type, String method, String file, int line) {
    return new StackTraceElement(type, method, file, line);
  }

  @Test
  void frameLikeOneBefore_isKnown() {
    frames.put(frame("shop.Orders", "place", "Orders.java", 12), JSON);

    assertThat(frames.get(frame("shop.Orders", "place", "Orders.java", 12))).isSameAs(JSON);
  }

  @Test
  void frameThatDiffersInAnythingWritten_isNotKnown() {
    frames.put(frame("shop.Orders", "place", "Orders.java", 12), JSON);

    assertThat(frames.get(frame("shop.Order", "place", "Orders.java", 12))).isNull();
    assertThat(frames.get(frame("shop.Orders", "placed", "Orders.java", 12))).isNull();
    assertThat(frames.get(frame("shop.Orders", "place", "Orders.kt", 12))).isNull();
    assertThat(frames.get(frame("shop.Orders", "place", null, 12))).isNull();
    assertThat(frames.get(frame("shop.Orders", "place", "Orders.java", 13))).isNull();
  }

  @Test
  void nothingPut_nothingKnown() {
    assertThat(frames.get(frame("shop.Orders", "place", "Orders.java", 12))).isNull();
  }

  @Test
  void longFrame_isNotKept() {
    frames.put(frame("shop.Orders", "place", "Orders.java", 12), new byte[513]);

    assertThat(frames.get(frame("shop.Orders", "place", "Orders.java", 12))).isNull();
  }

  @Test
  void manyFrames_neverGiveAnothersText() {
    for (int line = 0; line < 10_000; line++) {
      frames.put(frame("shop.Orders", "place", "Orders.java", line), text(line));
    }
    int known = 0;
    for (int line = 0; line < 10_000; line++) {
      byte[] json = frames.get(frame("shop.Orders", "place", "Orders.java", line));
      if (json != null) {
        assertThat(json).isEqualTo(text(line));
        known++;
      }
    }
    assertThat(known).isBetween(1, 512);
  }

  private static byte[] text(int line) {
    return Integer.toString(line).getBytes(StandardCharsets.US_ASCII);
  }
}
