// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySegments;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the laws say about things only xraysink has, and no other context could be asked for. */
class FullModeTest {

  private final CapturingEmitter emitter = new CapturingEmitter();
  private final CountingSampler sampler = new CountingSampler(true);
  private final ContextUnderTest.RecorderUnderTest built =
      ContextUnderTest.full().recorder(RecorderParts.of(emitter).sampling(sampler));

  @AfterEach
  void close() {
    built.close();
  }

  @ParameterizedTest
  @CsvSource({"Sampled=1, 0, 1", "Sampled=0, 0, 0", "Sampled=?, 1, 1", "CalledFrom=app, 1, 1"})
  void law13_sampler_isAskedOnlyWhereTheHeaderDoesNotDecide(String field, int asked, int sent) {
    String trace = "1-5759e988-bd862e3fe1be46a994272793";

    XraySegments.continuing("Root=" + trace + ";Parent=53995c3f42cd8ad8;" + field)
        .with(built.recorder())
        .run("worker", () -> {});

    assertThat(sampler.asked()).isEqualTo(asked);
    assertThat(emitter.traces().segments()).hasSize(sent).allSatisfy(segment -> {
      XrayAssertions.assertThat(segment).isInTrace(trace).hasParentId("53995c3f42cd8ad8");
    });
  }

  @Test
  void law11_recorderWithAnotherContext_getsOneWarning() {
    AWSXRayRecorder sdk = new SdkContext().recorder(RecorderParts.of(emitter)).recorder();

    List<String> lines = LogLines.of(() -> {
      for (int i = 0; i < 10; i++) {
        TraceSnapshot.capture(sdk);
      }
    });

    assertThat(lines).singleElement().asString().contains("not xraysink's");
  }
}
