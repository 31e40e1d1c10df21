// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import java.time.Duration;

/** The bounds a transport keeps to; see {@link XrayApiTransport.Builder}. */
record Limits(int maxRequestBytes, int concurrency, Duration requestTimeout, Duration retryBudget) {

  /** X-Ray answers InvalidRequestException to more ("Exceeding maximum segment count: 50"). */
  static final int MAX_DOCUMENTS = 50;
}
