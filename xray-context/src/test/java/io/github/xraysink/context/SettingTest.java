// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.amazonaws.xray.strategy.IgnoreErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.RuntimeErrorContextMissingStrategy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {

  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Setting.Sources sources = new Setting.Sources() {
    @Override
    public String property(String name) {
      return properties.get(name);
    }

    @Override
    public String environment(String name) {
      return environment.get(name);
    }
  };

  @Test
  void resolve_builderOverPropertyOverEnvironmentOverDefault() {
    Setting<Integer> setting = ContextSettings.STREAMING_THRESHOLD;
    assertThat(setting.resolve(null, sources)).isEqualTo(100);
    environment.put("XRAYSINK_STREAMING_THRESHOLD", "3");
    assertThat(setting.resolve(null, sources)).isEqualTo(3);
    properties.put("xraysink.streaming-threshold", "2");
    assertThat(setting.resolve(null, sources)).isEqualTo(2);
    assertThat(setting.resolve(1, sources)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "10s,PT10S", "5 m,PT5M", "1h,PT1H", "PT2S,PT2S"})
  void duration_isReadInBothForms(String text, Duration expected) {
    properties.put("xraysink.close-timeout", text);

    assertThat(ContextSettings.CLOSE_TIMEOUT.resolve(null, sources)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "streaming-threshold,-1",
    "streaming-threshold,many",
    "max-open-entities,0",
    "close-timeout,0s",
    "close-timeout,soon",
    "forget-open-after,PT-1S",
    "report-in-progress-after,''",
    "shutdown-hook,maybe",
    "enabled,1",
    "lambda,perhaps",
    "service-name,' '"
  })
  void build_refusesAWrongValueByName(String name, String value) {
    properties.put("xraysink." + name, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Xraysink.builder().sources(sources).build())
        .withMessageContaining("'" + name + "'")
        .withMessageContaining("'" + value + "'")
        .withMessageContaining("accepted: ");
  }

  @Test
  void build_refusesWrongValuesOfTheBuilder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Xraysink.builder().serviceName("  ").build())
        .withMessageContaining("service-name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Xraysink.builder().streamingThreshold(-1).build())
        .withMessageContaining("streaming-threshold");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Xraysink.builder().reportInProgressAfter(Duration.ZERO).build())
        .withMessageContaining("report-in-progress-after");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Xraysink.builder().maxOpenEntities(0).build())
        .withMessageContaining("max-open-entities");
  }

  @Test
  void serviceName_theSdksVariableWins() {
    properties.put("com.amazonaws.xray.strategy.tracingName", "from property");
    assertThat(ContextSettings.serviceName("mine", sources)).isEqualTo("from property");
    environment.put("AWS_XRAY_TRACING_NAME", "from variable");
    assertThat(ContextSettings.serviceName("mine", sources)).isEqualTo("from variable");
  }

  @Test
  void contextMissing_environmentOverPropertyOverBuilder() {
    var mine = new IgnoreErrorContextMissingStrategy();
    assertThat(ContextSettings.contextMissing(null, sources)).isInstanceOf(OncePerCallSite.class);
    assertThat(ContextSettings.contextMissing(mine, sources)).isSameAs(mine);
    properties.put("com.amazonaws.xray.strategy.contextMissingStrategy", "ignore_error");
    environment.put("AWS_XRAY_CONTEXT_MISSING", "runtime_error");
    assertThat(ContextSettings.contextMissing(mine, sources))
        .isInstanceOf(RuntimeErrorContextMissingStrategy.class);
  }

  @Test
  void contextMissing_refusesAnUnknownValue() {
    environment.put("AWS_XRAY_CONTEXT_MISSING", "LOUDLY");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContextSettings.contextMissing(null, sources))
        .withMessageContaining("AWS_XRAY_CONTEXT_MISSING")
        .withMessageContaining("LOUDLY")
        .withMessageContaining("LOG_ERROR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "FALSE", " false "})
  void enabled_honoursTheVariableOfTheOtherSdks(String value) {
    environment.put("AWS_XRAY_SDK_ENABLED", value);
    assertThat(ContextSettings.enabled(null, sources)).isFalse();
    assertThat(ContextSettings.enabled(true, sources)).isTrue();
    properties.put("xraysink.enabled", "true");
    assertThat(ContextSettings.enabled(null, sources)).isTrue();
  }
}
