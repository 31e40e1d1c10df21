// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import io.github.xraysink.context.Xraysink;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

/** Copies of a process restored from one snapshot hold the same bytes drawn in advance. */
class IdsTest {

  @Test
  void restored_drawsAnew() throws Exception {
    try (Xraysink xraysink = Xraysink.builder().build()) {
      AWSXRayRecorder recorder = xraysink.recorder();
      LiveSegment first = (LiveSegment) recorder.beginNoOpSegment();
      first.close();
      String drawn = drawnInAdvance(first.lifecycle().ids());

      first.lifecycle().restored();

      assertThat(drawn).doesNotContain(traceRandom(recorder.beginNoOpSegment()));
      recorder.endSegment();
    }
  }

  @Test
  void withoutRestore_whatWasDrawnIsUsed() throws Exception {
    try (Xraysink xraysink = Xraysink.builder().build()) {
      AWSXRayRecorder recorder = xraysink.recorder();
      LiveSegment first = (LiveSegment) recorder.beginNoOpSegment();
      first.close();
      String drawn = drawnInAdvance(first.lifecycle().ids());

      assertThat(drawn).contains(traceRandom(recorder.beginNoOpSegment()));
      recorder.endSegment();
    }
  }

  @Test
  void withoutASupplyAtHand_drawsForOneSegment() throws Exception {
    try (Xraysink xraysink = Xraysink.builder().build()) {
      AWSXRayRecorder recorder = xraysink.recorder();
      LiveSegment first = (LiveSegment) recorder.beginNoOpSegment();
      first.close();
      AtomicReferenceArray<?> supplies = supplies(first.lifecycle().ids());
      for (int i = 0; i < supplies.length(); i++) {
        supplies.set(i, null);
      }

      Set<String> randoms = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        randoms.add(traceRandom(recorder.beginNoOpSegment()));
        recorder.endSegment();
      }

      assertThat(randoms).hasSize(100).doesNotContain("0".repeat(24));
      assertThat(drawnInAdvance(first.lifecycle().ids())).isEmpty();
    }
  }

  private static String traceRandom(Entity segment) {
    String id = ((LiveSegment) segment).traceIdText();
    return id.substring(id.lastIndexOf('-') + 1);
  }

  private static String drawnInAdvance(Ids ids) throws ReflectiveOperationException {
    AtomicReferenceArray<?> supplies = supplies(ids);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < supplies.length(); i++) {
      if (supplies.get(i) instanceof byte[] supply) {
        all.add(HexFormat.of().formatHex(supply));
      }
    }
    return String.join("\n", all);
  }

  private static AtomicReferenceArray<?> supplies(Ids ids) throws ReflectiveOperationException {
    Field field = Ids.class.getDeclaredField("supplies");
    field.setAccessible(true);
    return (AtomicReferenceArray<?>) field.get(ids);
  }
}
