// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.lambda;

import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.context.IncomingTrace;
import io.github.xraysink.context.SamplingDecision;
import io.github.xraysink.context.SegmentOptions;
import io.github.xraysink.context.StartedSubsegment;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.internal.Guard;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Processes messages that carry the trace header of whoever sent them, each on its own.
 *
 * <pre>{@code
 * XrayMessages<Message> orders = XrayMessages.sqs("orders", Message::attributesAsStrings);
 * for (Message message : received) {
 *   orders.process(message, this::handle);
 * }
 * }</pre>
 *
 * <p><b>In a worker</b> each message gets a segment that continues the producer's trace, as
 * {@link XraySegments#continuing}: sampled as the message says, and if it says nothing, as the
 * sampling strategy does.
 *
 * <p><b>In a Lambda function</b>, where a batch is one invocation in a trace of its own, each
 * message gets a subsegment of the invocation, with the producer's trace id as the annotation
 * {@value #PRODUCER_TRACE_ID}. It is sent only if the invocation is sampled and the message says
 * {@code Sampled=1}.
 *
 * <p>What the handler throws is recorded and passes through, the same instance. Immutable; for use
 * by any number of threads. Needs nothing of Lambda's on the class path.
 *
 * @param <M> the messages
 */
public final class XrayMessages<M> {

  /**
   * The message system attribute in which SQS carries the header. It is received only if asked for:
   * {@code messageSystemAttributeNames} of ReceiveMessage; Lambda asks for it.
   */
  public static final String SQS_ATTRIBUTE = "AWSTraceHeader";

  /** The annotation that leads from a message's subsegment to the trace that sent it. */
  public static final String PRODUCER_TRACE_ID = "producer_trace_id";

  private final String name;
  private final Function<? super M, ? extends @Nullable String> traceHeader;

  private XrayMessages(String name, Function<? super M, ? extends @Nullable String> traceHeader) {
    this.name = Objects.requireNonNull(name, "name");
    this.traceHeader = Objects.requireNonNull(traceHeader, "traceHeader");
  }

  /**
   * Messages of any carrier.
   *
   * @param name of the segments or subsegments; made to fit X-Ray's rules when they are sent
   * @param traceHeader gives the {@code X-Amzn-Trace-Id} a message carries; {@code null} if there
   *     is none. If it throws, there is none
   */
  public static <M> XrayMessages<M> of(
      String name, Function<? super M, ? extends @Nullable String> traceHeader) {
    return new XrayMessages<>(name, traceHeader);
  }

  /**
   * Messages of SQS, in whatever type they come: {@code SQSMessage::getAttributes} of a Lambda
   * event, {@code Message::attributesAsStrings} of the AWS SDK v2.
   *
   * @param name of the segments or subsegments; made to fit X-Ray's rules when they are sent
   * @param attributes gives the system attributes of a message; may give {@code null}
   */
  public static <M> XrayMessages<M> sqs(
      String name, Function<? super M, ? extends @Nullable Map<String, String>> attributes) {
    Objects.requireNonNull(attributes, "attributes");
    return new XrayMessages<>(name, message -> {
      Map<String, String> all = attributes.apply(message);
      return all == null ? null : all.get(SQS_ATTRIBUTE);
    });
  }

  /**
   * What is done with a message.
   *
   * @param <M> the message
   * @param <E> what it may throw; inferred as {@link RuntimeException} where nothing checked is
   */
  @FunctionalInterface
  public interface Handler<M, E extends Throwable> {

    /** Does it. */
    void handle(M message) throws E;
  }

  /**
   * Has {@code handler} handle one message, in an entity of its own, on the calling thread.
   *
   * @throws E whatever {@code handler} throws
   */
  public <E extends Throwable> void process(M message, Handler<? super M, E> handler) throws E {
    Objects.requireNonNull(handler, "handler");
    String header = Guard.<@Nullable String>call(
        "read the trace header of a message", null, () -> traceHeader.apply(message));
    SegmentOptions continuing = XraySegments.continuing(header);
    if (continuing.becomesSubsegment()) {
      processInSubsegment(TraceHeaders.parse(header), message, handler);
    } else {
      continuing.run(name, () -> handler.handle(message));
    }
  }

  private <E extends Throwable> void processInSubsegment(
      IncomingTrace producer, M message, Handler<? super M, E> handler) throws E {
    boolean sampled = producer.decision() == SamplingDecision.SAMPLED;
    StartedSubsegment started =
        sampled ? XraySubsegments.start(name) : XraySubsegments.startWithoutSampling(name);
    started.subsegment().ifPresent(subsegment -> annotate(subsegment, producer));
    try (TraceScope scope = started.snapshot().restore()) {
      handler.handle(message);
    } catch (Throwable thrown) {
      started.fail(thrown);
      throw thrown;
    } finally {
      started.finish();
    }
  }

  private static void annotate(Subsegment subsegment, IncomingTrace producer) {
    if (producer.traceId() != null) {
      Guard.run(
          "annotate a message",
          () -> subsegment.putAnnotation(PRODUCER_TRACE_ID, producer.traceId()));
    }
  }
}
