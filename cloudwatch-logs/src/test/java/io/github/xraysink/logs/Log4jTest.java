// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.testkit.XrayExtension;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.async.AsyncLogger;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Log4j 2 asks us where the logging thread is. */
@ExtendWith(XrayExtension.class)
class Log4jTest {

  private static final String PATTERN = "%X{traceId} %X{xrayEntityId} %X{language} %msg%n";

  private final StringWriter written = new StringWriter();

  @AfterEach
  void clear() {
    ThreadContext.clearAll();
  }

  private LoggerContext started(LoggerContext context) throws Exception {
    String xml = "<Configuration status='ERROR'><Loggers><Root level='info'/></Loggers>"
        + "</Configuration>";
    XmlConfiguration configuration = new XmlConfiguration(
        context,
        new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))));
    context.start(configuration);
    WriterAppender appender = WriterAppender.createAppender(
        PatternLayout.newBuilder().setPattern(PATTERN).build(), null, written, "W", false, false);
    appender.start();
    configuration.getRootLogger().addAppender(appender, null, null);
    context.updateLoggers();
    return context;
  }

  private List<String> lines() {
    return written.toString().lines().map(String::strip).toList();
  }

  private void logInATraceAndAfter(Logger log, AWSXRayRecorder recorder, LoggerContext context)
      throws Exception {
    ExecutorService bare = Executors.newSingleThreadExecutor();
    ThreadContext.put("language", "fr");
    try {
      Segment segment = recorder.beginSegment("orders");
      log.info("caller");
      XrayExecutors.propagating(bare).submit(() -> log.info("worker")).get();
      recorder.endSegment();
      log.info("after");
      bare.submit(() -> log.info("next")).get();
      context.stop();

      String ids = segment.getTraceId() + " " + segment.getId();
      assertThat(lines()).containsExactly(ids + " fr caller", ids + "  worker", "fr after", "next");
    } finally {
      bare.shutdownNow();
    }
  }

  @Test
  void ordinaryLogger_hasTheIds(AWSXRayRecorder recorder) throws Exception {
    LoggerContext context = started(new LoggerContext("ordinary"));

    logInATraceAndAfter(context.getLogger("test"), recorder, context);
  }

  @Test
  void asyncLogger_hasTheIdsOfTheThreadThatLogged(AWSXRayRecorder recorder) throws Exception {
    LoggerContext context = started(new AsyncLoggerContext("async"));
    assertThat(context.getLogger("test")).isInstanceOf(AsyncLogger.class);

    logInATraceAndAfter(context.getLogger("test"), recorder, context);
  }

  /** Log4j merges its providers so that what the application has put wins. */
  @Test
  void valueOfTheApplication_stands(AWSXRayRecorder recorder) throws Exception {
    LoggerContext context = started(new LoggerContext("own"));
    Logger log = context.getLogger("test");
    ThreadContext.put("traceId", "mine");

    Segment segment = recorder.beginSegment("orders");
    log.info("in");
    recorder.endSegment();
    log.info("after");
    context.stop();

    assertThat(lines()).containsExactly("mine " + segment.getId() + "  in", "mine   after");
  }
}
