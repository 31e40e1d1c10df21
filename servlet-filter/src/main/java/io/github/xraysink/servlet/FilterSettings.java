// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import com.amazonaws.xray.AWSXRayRecorder;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a filter traces; checked when made.
 *
 * @param recorder {@code null} for the one in force at each request
 * @param naming how segments are named
 * @param exclusions what is not traced
 * @param trustForwardedFor whether {@code X-Forwarded-For} names the client
 * @param query whether and how query strings are recorded
 * @param acceptTraceparent whether headers of W3C and Zipkin count beside X-Ray's
 * @param details whether metadata tells more of the request
 * @param annotations what to index a request by; may throw
 */
public record FilterSettings(
    @Nullable AWSXRayRecorder recorder,
    SegmentNaming naming,
    UrlExclusions exclusions,
    boolean trustForwardedFor,
    QueryRecording query,
    boolean acceptTraceparent,
    boolean details,
    @Nullable Function<ServerRequest, ? extends Map<String, ?>> annotations) {}
