// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

/**
 * Where a document departs from the schema, and how.
 *
 * @param field JSON pointer to the offending field; "" is the whole document
 * @param reason what is wrong there, in words
 */
record Violation(String field, String reason) {

  /** How many steps the field lies below the document. */
  long depth() {
    return field.chars().filter(c -> c == '/').count();
  }
}
