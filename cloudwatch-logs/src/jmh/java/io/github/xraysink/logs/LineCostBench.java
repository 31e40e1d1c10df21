// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.Xraysink;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.LoggerFactory;

/** What the ids add to a line that is printed, to one that is not, and to a subsegment. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LineCostBench {

  /** Nothing of ours, the words {@code %xrayTraceId %xrayEntityId}, or {@link XrayMdc}. */
  @Param({"nothing", "words", "mdc"})
  public String ids;

  @Param({"false", "true"})
  public boolean inTrace;

  private Xraysink xraysink;
  private AWSXRayRecorder recorder;
  private Logger log;
  private int printed;

  private static final class Nowhere extends Emitter {
    @Override
    public boolean sendSegment(Segment segment) {
      return true;
    }

    @Override
    public boolean sendSubsegment(Subsegment subsegment) {
      return true;
    }
  }

  private final class Printer extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final PatternLayoutEncoder encoder = new PatternLayoutEncoder();

    private Printer(LoggerContext context, String pattern) {
      encoder.setContext(context);
      encoder.setPattern(pattern);
      encoder.start();
      setContext(context);
      start();
    }

    @Override
    protected void append(ILoggingEvent event) {
      printed += encoder.encode(event).length;
    }
  }

  @Setup
  public void start() {
    xraysink = Xraysink.builder()
        .emitter(new Nowhere())
        .samplingStrategy(new AllSamplingStrategy())
        .build();
    recorder = xraysink.recorder();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    String pattern = "%level %logger %msg";
    if (ids.equals("words")) {
      XrayWords words = new XrayWords();
      words.setContext(context);
      words.start();
      pattern = "%level %logger %xrayTraceId{-} %xrayEntityId{-} %msg";
    } else if (ids.equals("mdc")) {
      XrayMdcContextListener listener = new XrayMdcContextListener();
      listener.setContext(context);
      listener.start();
      pattern = "%level %logger %X{traceId} %X{xrayEntityId} %msg";
    }
    log = context.getLogger("bench");
    log.setLevel(Level.INFO);
    log.addAppender(new Printer(context, pattern));
    if (inTrace) {
      recorder.beginSegment("orders");
    }
  }

  @TearDown
  public void stop() {
    if (inTrace) {
      recorder.endSegment();
    }
    xraysink.close();
  }

  /** A line that is printed, encoded and thrown away. */
  @Benchmark
  public int printedLine() {
    log.info("placed an order");
    return printed;
  }

  /** A line below its logger's level. */
  @Benchmark
  public void disabledLine() {
    log.debug("placed an order");
  }

  /** A subsegment in which nothing is logged; in a trace only. */
  @Benchmark
  public Subsegment silentSubsegment() {
    if (!inTrace) {
      return null;
    }
    Subsegment subsegment = recorder.beginSubsegment("price");
    recorder.endSubsegment();
    return subsegment;
  }
}
