// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logback with a configuration of the test's own; as good as unconfigured afterwards. */
final class LogbackExtension implements BeforeEachCallback, AfterEachCallback {

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  final Logger log = LoggerFactory.getLogger("test");

  @Override
  public void beforeEach(ExtensionContext test) {
    CollectingAppender.clear();
    MDC.clear();
  }

  @Override
  public void afterEach(ExtensionContext test) {
    context.reset();
    context.stop();
    MDC.clear();
  }

  /** One pattern, printed where the line is logged; its lines are {@link #lines}. */
  void pattern(String pattern) {
    configure(words() + collecting("LINES", pattern) + root("LINES"));
  }

  static String words() {
    return "<include resource='io/github/xraysink/logs/includes/words.xml'/>";
  }

  static String collecting(String name, String pattern) {
    return "<appender name='" + name + "' class='" + CollectingAppender.class.getName() + "'>"
        + "<encoder><pattern>" + pattern + "</pattern></encoder></appender>";
  }

  static String async(String name, String target) {
    return "<appender name='" + name + "' class='ch.qos.logback.classic.AsyncAppender'>"
        + "<discardingThreshold>0</discardingThreshold><queueSize>1024</queueSize>"
        + "<appender-ref ref='" + target + "'/></appender>";
  }

  /** Lines of the test's logger only: servers log as well. */
  static String root(String appender) {
    return "<root level='OFF'/>" + "<logger name='test' level='INFO'><appender-ref ref='" + appender
        + "'/></logger>";
  }

  void configure(String elements) {
    configureWhole("<configuration>" + elements + "</configuration>");
  }

  void configureWhole(String xml) {
    context.reset();
    context.getStatusManager().clear();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      Path file = Files.createTempFile("logback", ".xml");
      try {
        configurator.doConfigure(Files.writeString(file, xml).toFile());
      } finally {
        Files.delete(file);
      }
    } catch (JoranException | IOException e) {
      throw new AssertionError(e);
    }
    context.start();
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .filteredOn(status -> status.getEffectiveLevel() > Status.INFO)
        .as("what Logback complains of")
        .isEmpty();
  }

  LoggerContext context() {
    return context;
  }

  List<String> lines() {
    return CollectingAppender.lines("LINES");
  }

  /** Ends the asynchronous appenders, which print what is queued first. */
  void drain() {
    context.stop();
  }
}
