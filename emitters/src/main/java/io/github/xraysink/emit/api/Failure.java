// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.emit.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Why a request got no answer that could be used.
 *
 * @param code short and of low cardinality: the service's error code, or the kind of I/O error
 * @param kind what to do about it
 * @param retryAfter how long the service asked to be left alone; {@code null} if it did not say
 */
record Failure(String code, Kind kind, @Nullable Duration retryAfter) {

  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int SERVER_ERROR = 500;
  private static final int DEPTH = 10;
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** What to do about a failure. */
  enum Kind {
    /** May go well another time: throttled, a server's error, an I/O error, a wrong clock. */
    RETRY,
    /** The request is too large as it is. */
    TOO_LARGE,
    /** The service refuses, and would again. */
    REFUSED,
    /** It never came to a request, and would not another time. */
    BROKEN
  }

  /** What a document gets that will not be offered again. */
  Outcome givenUp() {
    return kind == Kind.REFUSED || kind == Kind.TOO_LARGE
        ? new Outcome.Rejected(code)
        : new Outcome.Failed(code);
  }

  static Failure of(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof SdkServiceException service ? ofService(service) : ofClient(cause);
  }

  private static Failure ofService(SdkServiceException failed) {
    int status = failed.statusCode();
    String code = "HTTP " + status;
    Duration wait = null;
    if (failed instanceof AwsServiceException aws && aws.awsErrorDetails() != null) {
      AwsErrorDetails details = aws.awsErrorDetails();
      if (details.errorCode() != null) {
        code = details.errorCode() + " (HTTP " + status + ")";
      }
      wait = retryAfter(details);
    }
    if (status == TOO_LARGE) {
      return new Failure(code, Kind.TOO_LARGE, null);
    }
    boolean again = status == TOO_MANY
        || status == REQUEST_TIMEOUT
        || status >= SERVER_ERROR
        || failed.isThrottlingException()
        || failed.isClockSkewException();
    return new Failure(code, again ? Kind.RETRY : Kind.REFUSED, wait);
  }

  /** Seconds or a date (RFC 9110, section 10.2.3). */
  private static @Nullable Duration retryAfter(AwsErrorDetails details) {
    if (details.sdkHttpResponse() == null) {
      return null;
    }
    String text =
        details.sdkHttpResponse().firstMatchingHeader("Retry-After").orElse("").trim();
    try {
      Duration wait =
          text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : until(text);
      return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    } catch (DateTimeParseException malformed) {
      return null;
    }
  }

  private static Duration until(String date) {
    Instant at = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    Duration wait = Duration.between(Instant.now(), at);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private static Failure ofClient(Throwable failed) {
    Throwable cause = failed;
    for (int i = 0; i < DEPTH && cause != null; i++, cause = cause.getCause()) {
      if (cause instanceof ApiCallTimeoutException
          || cause instanceof ApiCallAttemptTimeoutException
          || cause instanceof TimeoutException) {
        return new Failure("timeout", Kind.RETRY, null);
      }
      if (cause instanceof IOException) {
        return new Failure(cause.getClass().getSimpleName(), Kind.RETRY, null);
      }
    }
    boolean again = failed instanceof SdkException sdk && sdk.retryable();
    return new Failure(failed.getClass().getSimpleName(), again ? Kind.RETRY : Kind.BROKEN, null);
  }
}
