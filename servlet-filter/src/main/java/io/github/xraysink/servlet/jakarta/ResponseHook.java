// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import com.amazonaws.xray.entities.Segment;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a segment when its exchange has ended. What it throws is counted and logged, and changes
 * nothing.
 */
@FunctionalInterface
public interface ResponseHook {

  /**
   * Called once, on the thread on which the exchange ended, before the segment ends.
   *
   * @param thrown what the application threw; {@code null} if nothing
   */
  void onResponse(
      Segment segment,
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Throwable thrown);
}
