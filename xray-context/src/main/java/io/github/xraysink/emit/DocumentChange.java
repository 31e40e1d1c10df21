// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

/**
 * What a document writer had to change so that X-Ray accepts a document. Nothing is changed in the
 * application's own objects, and each change is counted (see {@link BoundedEmitter#changes}).
 */
public enum DocumentChange {
  /** A name had characters X-Ray refuses, was empty, or was longer than 200 characters. */
  NAME_CLEANED,
  /** An id or a trace id did not have X-Ray's form; one derived from it was written. */
  ID_REPLACED,
  /** A time lay before 1970 or too far ahead. */
  TIME_CLAMPED,
  /** An annotation key, or a metadata namespace or key, had a form X-Ray reserves or refuses. */
  KEY_CLEANED,
  /** A string was longer than its field allows. */
  TEXT_CUT,
  /** A string held half a surrogate pair, which UTF-8 cannot express. */
  TEXT_REPAIRED,
  /** A value had another type than its field allows, and was written in the type it should have. */
  VALUE_CONVERTED,
  /** A value could not be brought into the form its field allows, and was left out. */
  VALUE_DROPPED,
  /** More than fifty annotations: those beyond were moved to the metadata. */
  ANNOTATION_MOVED,
  /**
   * A value could not be written (cyclic, too deep, a getter threw): a marker stands in its place.
   */
  VALUE_UNWRITABLE
}
