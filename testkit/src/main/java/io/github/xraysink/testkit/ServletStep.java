// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * One thing an application does with a request. A list of steps, done in order, is a script; it
 * names no servlet API, so that one script can be played in any container and API.
 *
 * <p>Each record says what the player has to call. What a step throws ends its script.
 */
public sealed interface ServletStep {

  /** Code that needs no request. */
  @FunctionalInterface
  interface Code {
    void run() throws Exception;
  }

  /** Runs code on the thread that plays. */
  record Do(Code code) implements ServletStep {}

  /** {@code setStatus}. */
  record Status(int status) implements ServletStep {}

  /** {@code setContentLength}. */
  record Length(int bytes) implements ServletStep {}

  /** {@code getOutputStream().write}. */
  record Write(byte[] bytes) implements ServletStep {}

  /** {@code setContentType} with the charset, then {@code getWriter().print}. */
  record Print(String text, String charset) implements ServletStep {}

  /** {@code getWriter().println}, after a {@link Print}. */
  record PrintLine(String text) implements ServletStep {}

  /** {@code flushBuffer}: the response is committed. */
  record Flush() implements ServletStep {}

  /** {@code reset}. */
  record Reset() implements ServletStep {}

  /** {@code sendError}. */
  record SendError(int status) implements ServletStep {}

  /** {@code sendRedirect}. */
  record Redirect(String location) implements ServletStep {}

  /** Throws this: a runtime exception, an error or an {@code IOException}. */
  record Throw(Throwable thrown) implements ServletStep {}

  /** Throws a {@code ServletException} with this cause. */
  record ThrowWrapped(Throwable cause) implements ServletStep {}

  /** Plays steps; what one of them throws ends these, and nothing else. */
  record Attempt(List<ServletStep> steps) implements ServletStep {}

  /**
   * Throws an {@code UnavailableException}.
   *
   * @param seconds 0 for a permanent one
   */
  record ThrowUnavailable(int seconds) implements ServletStep {}

  /** Forwards to the script of another path. */
  record Forward(String path) implements ServletStep {}

  /** Includes the script of another path. */
  record Include(String path) implements ServletStep {}

  /**
   * {@code startAsync}.
   *
   * @param timeoutMillis 0 for never
   * @param own whether later steps use the request and response that the asynchronous context hands
   *     out, rather than those the servlet got
   */
  record StartAsync(long timeoutMillis, boolean own) implements ServletStep {}

  /** Adds an asynchronous listener that plays steps at a timeout. */
  record OnTimeout(List<ServletStep> steps) implements ServletStep {}

  /** Plays steps on a thread of the container's: {@code AsyncContext.start}. */
  record InContainer(List<ServletStep> steps) implements ServletStep {}

  /** Plays steps on another thread. */
  record InThread(Executor executor, List<ServletStep> steps) implements ServletStep {}

  /** {@code AsyncContext.complete}. */
  record Complete() implements ServletStep {}

  /** {@code AsyncContext.dispatch} to the script of another path. */
  record Dispatch(String path) implements ServletStep {}

  /** Reads the request without blocking; plays steps in the listener when all is read. */
  record ReadAll(List<ServletStep> steps) implements ServletStep {}

  /** Writes without blocking: plays steps, then writes in the listener, then completes. */
  record WriteWhenPossible(byte[] bytes, List<ServletStep> steps) implements ServletStep {}
}
