// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.slf4j.SLF4JSegmentListener;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.logs.XrayMdcContextListener;
import io.github.xraysink.logs.XrayWords;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.slf4j.LoggerFactory;

/**
 * Row 8: a log line, from the call to its bytes, with the id of the trace in it; and what putting
 * it there costs whoever logs nothing.
 */
@State(Scope.Thread)
public class LogBench {

  @Param
  Library library;

  @Param
  Situation situation;

  /** How a line gets our id; the SDK has the latter way only. */
  public enum Way {
    /** The pattern has a word of ours. */
    WORD,
    /** The pattern has a key of the MDC, which is written when the position changes. */
    MDC
  }

  @Param
  Way way;

  private @Nullable AWSXRayRecorder recorder;
  private Logger log;
  private byte[] printed = {};

  /** Configures Logback as the library wants it, and begins a segment where one is wanted. */
  @Setup
  public void begin() {
    recorder = recorder(library);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    log = context.getLogger("shop.Orders");
    log.setLevel(Level.INFO);
    log.addAppender(new Printer(context, "%-5level %logger{36} " + word(context) + "%msg%n"));
    if (recorder != null && situation == Situation.SAMPLED) {
      recorder.beginSegment("root");
    }
  }

  /** Ends it. */
  @TearDown
  public void end() {
    if (recorder != null && situation == Situation.SAMPLED) {
      recorder.endSegment();
    }
  }

  private static @Nullable AWSXRayRecorder recorder(Library library) {
    return switch (library) {
      case XRAYSINK ->
        Xraysink.builder()
            .samplingStrategy(new AllSamplingStrategy())
            .emitter(Sinks.discard())
            .build()
            .recorder();
      case SDK ->
        AWSXRayRecorderBuilder.standard()
            .withSamplingStrategy(new AllSamplingStrategy())
            .withEmitter(Sinks.discard())
            .withSegmentListener(new SLF4JSegmentListener())
            .build();
      case BARE -> null;
      default -> throw new IllegalArgumentException(library + " has no word for X-Ray's ids");
    };
  }

  private String word(LoggerContext context) {
    return switch (library) {
      case XRAYSINK -> way == Way.WORD ? ourWord(context) : ourKey(context);
      case SDK -> "%X{AWS-XRAY-TRACE-ID} ";
      default -> "";
    };
  }

  private static String ourWord(LoggerContext context) {
    XrayWords words = new XrayWords();
    words.setContext(context);
    words.start();
    return "%xrayTraceId ";
  }

  private static String ourKey(LoggerContext context) {
    XrayMdcContextListener mdc = new XrayMdcContextListener();
    mdc.setContext(context);
    mdc.start();
    return "%X{traceId} ";
  }

  private final class Printer extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final PatternLayoutEncoder encoder = new PatternLayoutEncoder();

    Printer(LoggerContext context, String pattern) {
      encoder.setContext(context);
      encoder.setPattern(pattern);
      encoder.start();
      setContext(context);
      start();
    }

    @Override
    protected void append(ILoggingEvent event) {
      printed = encoder.encode(event);
    }
  }

  /** Logs one line. */
  @Benchmark
  public byte[] line() {
    log.info("placed an order");
    return printed;
  }

  /** Does not log one, because of its level. */
  @Benchmark
  public void quietLine() {
    log.debug("placed an order");
  }

  /** Begins and ends a child in which nothing is logged. */
  @Benchmark
  public void quietChild() {
    recorder.beginSubsegment("child");
    recorder.endSubsegment();
  }
}
