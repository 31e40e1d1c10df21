// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A wrong value stops the start, and the message has property, value and accepted values. */
@ExtendWith(OutputCaptureExtension.class)
class WrongPropertyTest {

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class WebApplication {}

  @SpringBootConfiguration
  @ImportAutoConfiguration({XraysinkAutoConfiguration.class, XraysinkLogsAutoConfiguration.class})
  static class Application {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "xraysink.enabled | maybe | true or false",
        "xraysink.service-name | '' | text that is not blank",
        "xraysink.daemon-address | localhost | host:port",
        "xraysink.emitter | pigeon | udp, none, api or otlp",
        "xraysink.emitter | api | io.github.xraysink:xraysink-emitters",
        "xraysink.emitter | tee:udp | like tee:udp,api",
        "xraysink.sampling.mode | sometimes | central, local, all, none",
        "xraysink.sampling.rules | classpath:nowhere.json | sampling rules",
        "xraysink.sampling.rules | classpath:logback-test.xml | sampling rules",
        "xraysink.sampling.rules | classpath:senseless-rules.json | A default rule must be provided",
        "xraysink.log-groups | what? | log groups of CloudWatch Logs",
        "xraysink.plugins | moon | ec2, ecs, eks, elastic-beanstalk",
        "xraysink.plugins[0] | moon | ec2, ecs, eks, elastic-beanstalk",
        "xraysink.streaming-threshold | -1 | a whole number of at least 0",
        "xraysink.streaming-threshold | many | a whole number of at least 0",
        "xraysink.report-in-progress-after | 0s | a duration above zero",
        "xraysink.forget-open-after | soon | a duration above zero",
        "xraysink.max-open-entities | 0 | a whole number of at least 1",
        "xraysink.close-timeout | -5s | a duration above zero",
        "xraysink.shutdown-hook | maybe | true or false",
        "xraysink.lambda | perhaps | auto, on, off",
        "xraysink.metadata-at-end | perhaps | true or false",
        "xraysink.headers | pigeon | xray, w3c, or both",
        "xraysink.api-timeout | soon | a duration above zero",
        "xraysink.otlp-endpoint | here | an absolute http or https URL",
        "xraysink.exclude-urls | /a(b | regular expressions",
        "xraysink.servlet.exclude-urls | /a(b | regular expressions",
        "xraysink.servlet.trust-forwarded-for | maybe | true or false",
        "xraysink.servlet.record-query | maybe | true or false"
      })
  void wrongValue_stopsTheStartAndIsExplained(
      String property, String value, String accepted, CapturedOutput output) {
    boolean web = property.contains("url") || property.contains("servlet");
    SpringApplicationBuilder application = new SpringApplicationBuilder(
            web ? WebApplication.class : Application.class)
        .web(web ? WebApplicationType.SERVLET : WebApplicationType.NONE)
        .properties("server.port=0", "spring.main.banner-mode=off", property + "=" + value);

    assertThatThrownBy(application::run).isInstanceOf(Exception.class);

    assertThat(output.getAll())
        .contains("APPLICATION FAILED TO START")
        .contains(property)
        .contains(value)
        .contains(accepted);
  }
}
