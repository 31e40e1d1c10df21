// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.internal.Guard;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the headers a trace travels in: X-Ray's {@code X-Amzn-Trace-Id}, and W3C's
 * {@code traceparent}, {@code tracestate} and {@code baggage}; reads Zipkin's B3 too.
 *
 * <p>The functions take whatever a remote caller may send and never throw; they keep nothing and
 * may be called on any thread.
 *
 * <p><b>What is read</b> of {@code Root=..;Parent=..;Sampled=..;other=..} (X-Ray developer guide,
 * "Tracing header"):
 *
 * <ul>
 *   <li>parts in any order; blanks around a part, its key or its value, empty parts, and parts
 *       without {@code =} do no harm; when a key comes twice, the first wins;
 *   <li>the keys {@code Root}, {@code Parent}, {@code Sampled} and {@code Self} in any case (the
 *       guide shows only this one, and no sender can mean anything else by {@code sampled=1}); the
 *       keys of other fields as they are;
 *   <li>hexadecimal digits in any case, handed on in lower case;
 *   <li>a {@code Root} that is malformed or all zeros: there is no trace, no parent, and no
 *       decision, because what was decided was decided for a trace we cannot continue; the other
 *       fields are kept. Without any {@code Root} the decision counts (that is how one asks for a
 *       sampled trace by hand), the parent does not;
 *   <li>a {@code Parent} that is not 16 digits, or all zeros, is ignored; {@code Sampled} is
 *       {@code 1}, {@code 0} or {@code ?}, anything else says nothing; {@code Self}, the mark of a
 *       load balancer, is ignored;
 *   <li>of the other fields those that are safe to send on: visible ASCII without {@code ;}, keys
 *       up to {@value Baggage#MAX_KEY_CHARS} characters without {@code =}, values of 1 to
 *       {@value Baggage#MAX_VALUE_CHARS}, {@value Baggage#MAX_FIELDS} of them,
 *       {@value Baggage#MAX_CHARS} characters in all, among the first 64; what goes beyond is left
 *       out, field by field;
 *   <li>the first {@value #MAX_READ_CHARS} characters; a part that goes beyond is ignored.
 * </ul>
 *
 * <p><b>What is written</b> has no blanks, no empty parts and no {@code ;} at the end (the X-Ray
 * SDK for Python throws a header with an empty part away), the order Root, Parent, Sampled, others,
 * and at most {@value #MAX_CHARS} characters.
 */
public final class TraceHeaders {

  /** Name of X-Ray's header. */
  public static final String TRACE_ID = "X-Amzn-Trace-Id";

  /** Name of W3C's header. */
  public static final String TRACEPARENT = "traceparent";

  /** Name of W3C's header for what other tracing systems add. */
  public static final String TRACESTATE = "tracestate";

  /** Name of W3C's header for fields of the application. */
  public static final String BAGGAGE = "baggage";

  /**
   * The longest header we write. The text is also put into fields of AWS requests, which fail when
   * it is too long; the tightest is {@code traceHeader} of Step Functions' StartExecution, 256
   * characters (its API reference).
   */
  public static final int MAX_CHARS = 256;

  /**
   * How much of a header is read; web servers commonly refuse a request with more than this in all
   * its headers.
   */
  public static final int MAX_READ_CHARS = 8_192;

  static final String ROOT = "Root";
  static final String PARENT = "Parent";
  static final String SAMPLED = "Sampled";
  static final String SELF = "Self";

  /** {@code Root=<35>;Parent=<16>;Sampled=<1>}. */
  static final int MAX_CORE_CHARS = 74;

  private TraceHeaders() {}

  /**
   * The headers with which a call made now, on this thread, joins the trace: give them to any HTTP
   * client. Which ones is a setting of the recorder: see {@link XraysinkBuilder#headers}.
   *
   * @return names and values; nothing outside a trace, inside {@link XraySegments#untraced}, or
   *     when tracing is off
   */
  public static Map<String, String> current() {
    return CurrentPosition.headersOf(CurrentPosition.find(), Position.baggage(), null);
  }

  /** As {@link #current()}, in these formats whatever the setting says. */
  public static Map<String, String> current(Set<HeaderFormat> formats) {
    Objects.requireNonNull(formats, "formats");
    return CurrentPosition.headersOf(CurrentPosition.find(), Position.baggage(), formats);
  }

  /**
   * Reads what all headers of a request say together.
   *
   * <ul>
   *   <li>{@value #TRACE_ID} goes first, unless it names no parent and another header does: then
   *       a load balancer made it, and the other is the caller's;
   *   <li>next {@value #TRACEPARENT}; then {@code b3}, or {@code X-B3-TraceId} and its like;
   *   <li>where the header that counts says nothing of sampling, {@value #TRACEPARENT} does if it
   *       names the same trace;
   *   <li>the members of {@value #BAGGAGE} become extras, beside those of {@value #TRACE_ID}, which
   *       win; such as do not fit there (blanks or letters beyond ASCII, properties, too long)
   *       are passed on as they came, and so is {@value #TRACESTATE} of the trace that counts.
   * </ul>
   *
   * @param headers gives the value of a header by its name, which has to be found in any case; null
   *     if there is none. Values that came in several lines are joined by commas, as HTTP says
   * @return what they say; {@link IncomingTrace#none()} if that is nothing
   */
  public static IncomingTrace read(Function<String, @Nullable String> headers) {
    Objects.requireNonNull(headers, "headers");
    return Guard.call("read trace headers", IncomingTrace.none(), () -> HeaderSet.read(headers));
  }

  /**
   * Reads an {@code X-Amzn-Trace-Id}.
   *
   * @param header the value of the header; null or empty if there was none
   * @return what it says; {@link IncomingTrace#none()} if that is nothing
   */
  public static IncomingTrace parse(@Nullable String header) {
    return header == null || header.isEmpty()
        ? IncomingTrace.none()
        : new TraceHeaderReader(header).read();
  }

  /**
   * Reads a W3C {@code traceparent}: {@code 00-<32 hex>-<16 hex>-<2 hex flags>}, lower case as W3C
   * demands. Versions to come are read as far as this one goes, {@code ff} is none.
   *
   * @param header the value of the header; null or empty if there was none
   * @return trace, parent and decision, or {@link IncomingTrace#none()} if any part is invalid;
   *     never extras
   */
  public static IncomingTrace parseTraceparent(@Nullable String header) {
    return header == null ? IncomingTrace.none() : Traceparent.read(header);
  }

  /**
   * Writes as {@code X-Amzn-Trace-Id} what {@link #parse} reads back as an equal value.
   *
   * @return the value of the header; empty if there is nothing to say, and then no header should be
   *     sent
   */
  public static String format(IncomingTrace trace) {
    return write(trace.traceId(), trace.parentId(), trace.decision(), trace.fields());
  }

  /**
   * Writes what {@link #read} reads back as an equal value, as far as the formats can say it.
   *
   * @return names and values, in no case empty values; W3C's {@value #TRACEPARENT} only as
   *     {@link #formatTraceparent} has it, and {@value #TRACESTATE} only beside that
   */
  public static Map<String, String> format(IncomingTrace trace, Set<HeaderFormat> formats) {
    return Map.copyOf(HeaderSet.write(trace, formats));
  }

  /**
   * Writes as W3C {@code traceparent} what has a counterpart there: trace, parent and decision.
   *
   * @return the value of the header; empty without a trace, a parent or a decision, because its one
   *     flag would make "not decided" into "not sampled"
   */
  public static Optional<String> formatTraceparent(IncomingTrace trace) {
    return Traceparent.write(trace.traceId(), trace.parentId(), trace.decision());
  }

  /**
   * Writes the header of a response: {@code Root=..}, and {@code ;Sampled=..} only for a caller who
   * asked with {@code Sampled=?}.
   *
   * @param request what the request said
   * @param traceId the trace the request was recorded in, or would have been
   * @param sampled whether it is recorded
   * @return the value of the header; empty if the trace id is not valid, as that of the SDK's no-op
   *     segment is not
   */
  public static String formatResponse(
      IncomingTrace request, @Nullable String traceId, boolean sampled) {
    boolean known = traceId != null && traceId.equals(request.traceId());
    String root = known ? traceId : HexIds.traceId(traceId);
    if (root == null) {
      return "";
    }
    String answer = ROOT + '=' + root;
    return request.decision() == SamplingDecision.REQUESTED
        ? answer + ';' + SAMPLED + '=' + SamplingDecision.of(sampled).wire()
        : answer;
  }

  /**
   * Writes the {@code X-Amzn-Trace-Id} of a call made from a position.
   *
   * @param traceId the trace at the position
   * @param parentId the entity at the position; null, or not valid, to name none
   * @param extras what the request that led here carried besides
   * @param baggage what the application adds; where both have a key, this one counts
   * @return the value of the header; empty if the trace id is not valid
   */
  static String outgoing(
      @Nullable String traceId,
      @Nullable String parentId,
      SamplingDecision decision,
      Map<String, String> extras,
      Baggage baggage) {
    String root = HexIds.traceId(traceId);
    if (root == null) {
      return "";
    }
    HeaderFields fields =
        HeaderFields.merge(HeaderFields.copyOf(extras), baggage.fields(), HeaderFields.MAX_CHARS);
    return write(root, HexIds.entityId(parentId), decision, fields);
  }

  /** Ids are valid here, and the fields fit beside them. */
  private static String write(
      @Nullable String root,
      @Nullable String parent,
      SamplingDecision decision,
      HeaderFields fields) {
    // Every part is written with a separator before it; the first of these is then left out.
    StringBuilder out = new StringBuilder(1 + MAX_CORE_CHARS + fields.chars());
    if (root != null) {
      out.append(';').append(ROOT).append('=').append(root);
    }
    if (parent != null) {
      out.append(';').append(PARENT).append('=').append(parent);
    }
    if (decision != SamplingDecision.UNKNOWN) {
      out.append(';').append(SAMPLED).append('=').append(decision.wire());
    }
    fields.appendTo(out);
    return out.isEmpty() ? "" : out.substring(1);
  }
}
