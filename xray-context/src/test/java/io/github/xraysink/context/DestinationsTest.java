// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.NoSamplingStrategy;
import io.github.xraysink.emit.DropReason;
import io.github.xraysink.emit.TransportSettings;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Destinations by name; {@code memory} is provided by {@link MemoryTransports}. */
@Timeout(30)
class DestinationsTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final Map<String, String> properties = new HashMap<>();

  @BeforeEach
  @AfterEach
  void forget() {
    MemoryTransports.reset();
  }

  private XraysinkBuilder builder() {
    return Xraysink.builder().sources(new Setting.Sources() {
      @Override
      public String property(String name) {
        return properties.get(name);
      }

      @Override
      public String environment(String name) {
        return null;
      }
    });
  }

  @Test
  void providedDestination_getsTheTracesAndItsSettings() {
    properties.put("xraysink.emitter", "memory");
    properties.put("xraysink.memory-endpoint", "https://traces.example:8443/in");
    properties.put("xraysink.memory-headers", "x-key=a%2Cb+c, x-team = blue");
    properties.put("xraysink.memory-timeout", "250ms");
    Xraysink xraysink = builder().build();

    xraysink.recorder().beginSegment("s");
    xraysink.recorder().endSegment();

    assertThat(xraysink.flush(LONG)).isTrue();
    assertThat(MemoryTransports.names("memory")).containsExactly("s");
    assertThat(xraysink.stats().entitiesSent()).isEqualTo(1);
    assertThat(xraysink.statsByDestination()).containsOnlyKeys("memory");
    assertThat(MemoryTransports.settings)
        .isEqualTo(new TransportSettings(
            URI.create("https://traces.example:8443/in"),
            Map.of("x-key", "a,b+c", "x-team", "blue"),
            Duration.ofMillis(250)));
    assertThat(xraysink.recorder().getSamplingStrategy()).isSameAs(MemoryTransports.SAMPLING);
    xraysink.close();
    assertThat(MemoryTransports.closed).isEqualTo(1);
  }

  @Test
  void builder_goesBeforeProperties() {
    properties.put("xraysink.emitter", "udp");
    properties.put("xraysink.memory-endpoint", "http://property");
    properties.put("xraysink.memory-timeout", "1s");
    TransportSettings own = new TransportSettings(URI.create("http://builder"), Map.of(), null);
    Xraysink xraysink = builder()
        .emitter("memory")
        .emitterSettings("memory", own)
        .samplingStrategy(new NoSamplingStrategy())
        .build();

    assertThat(MemoryTransports.settings)
        .isEqualTo(
            new TransportSettings(URI.create("http://builder"), Map.of(), Duration.ofSeconds(1)));
    assertThat(xraysink.recorder().getSamplingStrategy()).isInstanceOf(NoSamplingStrategy.class);
    xraysink.close();
  }

  @Test
  void tee_givesEachItsOwnQueueAndCounts() {
    Xraysink xraysink = builder()
        .emitter("tee:memory, memory-full")
        .samplingStrategy(new AllSamplingStrategy())
        .build();

    xraysink.recorder().beginSegment("s");
    xraysink.recorder().endSegment();

    assertThat(xraysink.flush(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThat(MemoryTransports.names("memory")).containsExactly("s");
    assertThat(xraysink.statsByDestination()).containsOnlyKeys("memory", "memory-full");
    assertThat(xraysink.statsByDestination().get("memory").entitiesSent()).isEqualTo(1);
    assertThat(xraysink.statsByDestination().get("memory-full").entitiesDropped())
        .isEqualTo(Map.of(DropReason.REJECTED, 1L));
    assertThat(xraysink.stats().entitiesSent()).isEqualTo(1);
    xraysink.close();
    assertThat(MemoryTransports.closed).isEqualTo(2);
  }

  @Test
  void oneDestinationHangs_theOtherIsClosedInTime() {
    Xraysink xraysink = builder()
        .emitter("tee:memory-stuck,memory")
        .samplingStrategy(new AllSamplingStrategy())
        .closeTimeout(Duration.ofMillis(300))
        .build();
    xraysink.recorder().beginSegment("s");
    xraysink.recorder().endSegment();

    assertThat(xraysink.flush(Duration.ofMillis(10))).isFalse();
    long start = System.nanoTime();
    xraysink.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(MemoryTransports.names("memory")).containsExactly("s");
    assertThat(xraysink.statsByDestination().get("memory-stuck").entitiesDropped())
        .isEqualTo(Map.of(DropReason.CLOSED, 1L));
  }

  @Test
  void none_sendsNothing() {
    Xraysink xraysink =
        builder().emitter("none").samplingStrategy(new AllSamplingStrategy()).build();

    xraysink.recorder().beginSegment("s");
    xraysink.recorder().endSegment();

    assertThat(xraysink.flush(LONG)).isTrue();
    assertThat(xraysink.stats().entitiesBegun()).isEqualTo(1);
    assertThat(xraysink.statsByDestination()).isEmpty();
    xraysink.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "otlp", "tee:memory,api"})
  void moduleAbsent_isNamed(String setting) {
    properties.put("xraysink.emitter", setting);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().build())
        .withMessageContaining("xraysink setting 'emitter' is '" + setting + "'")
        .withMessageContaining("io.github.xraysink:xraysink-emitters")
        .withMessageContaining("accepted: memory, memory-full, memory-stuck, none, udp");
    assertThat(MemoryTransports.closed)
        .as("opened and left open")
        .isEqualTo(MemoryTransports.opened);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "udp,api", "tee:", "tee:udp", "tee:udp,udp", "tee:udp,none", "a b"})
  void malformedSetting_isRefused(String setting) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().emitter(setting).build())
        .withMessageContaining("xraysink setting 'emitter' is '" + setting + "' (builder)")
        .withMessageContaining("accepted: udp, none, api or otlp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:4318", "ftp://host/", "http://", "http://a b/"})
  void malformedEndpoint_isRefused(String endpoint) {
    properties.put("xraysink.emitter", "memory");
    properties.put("xraysink.memory-endpoint", endpoint);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().build())
        .withMessageContaining("'memory-endpoint' is '" + endpoint + "'")
        .withMessageContaining("an absolute http or https URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "=s3cret", "a=b,s3cret", "a=%s3cret"})
  void malformedHeaders_areRefusedAndNotShown(String headers) {
    properties.put("xraysink.emitter", "memory");
    properties.put("xraysink.memory-headers", headers);

    Throwable refused = catchThrowable(() -> builder().build());

    assertThat(refused).isInstanceOf(IllegalArgumentException.class);
    assertThat(refused.getMessage()).contains("'memory-headers'").doesNotContain("s3cret");
    assertThat(new TransportSettings(null, Map.of("key", "s3cret"), null).toString())
        .contains("key")
        .doesNotContain("s3cret");
  }

  @Test
  void tracingOff_opensNothing() {
    builder().enabled(false).emitter("tee:memory,memory-full").build().close();

    assertThat(MemoryTransports.opened).isZero();
  }
}
