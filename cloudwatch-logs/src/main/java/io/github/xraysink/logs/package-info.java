/**
 * The right trace id on every log line, and the way from a trace to its logs.
 *
 * <ul>
 *   <li>{@link io.github.xraysink.logs.XrayTraceIdConverter} and its siblings are words for Logback
 *       patterns;
 *   <li>{@link io.github.xraysink.logs.XrayMdc} keeps the ids in the MDC, for JSON encoders and
 *       whoever reads it;
 *   <li>{@link io.github.xraysink.logs.XrayContextDataProvider} does the same for Log4j 2;
 *   <li>{@link io.github.xraysink.logs.XrayLogGroups} tells X-Ray where the lines of a segment are.
 * </ul>
 */
@NullMarked
package io.github.xraysink.logs;

import org.jspecify.annotations.NullMarked;
