// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import com.amazonaws.xray.entities.Segment;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Adds to a segment when its request has arrived. What it throws is counted and logged, and changes
 * nothing.
 */
@FunctionalInterface
public interface RequestHook {

  /** Called on the thread that received the request, before the application. */
  void onRequest(Segment segment, HttpServletRequest request);
}
