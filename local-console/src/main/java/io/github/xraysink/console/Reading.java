// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import org.jspecify.annotations.Nullable;

/** What became of one received document. */
sealed interface Reading {

  /**
   * It can be stored.
   *
   * @param violation what the schema has against it, or null
   */
  record Storable(ParsedDocument document, @Nullable Violation violation) implements Reading {}

  /**
   * It cannot be stored.
   *
   * @param kind REFUSED or UNSUPPORTED
   * @param errorCode X-Ray's word for it in UnprocessedTraceSegments
   */
  record Unstorable(Problem.Kind kind, String errorCode, Violation violation) implements Reading {}
}
