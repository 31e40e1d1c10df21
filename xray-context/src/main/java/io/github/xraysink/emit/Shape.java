// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What X-Ray accepts as the value of a field. The tables of known fields are in {@link Shapes}. */
sealed interface Shape {

  /** A string of at most {@code max} characters. */
  record Text(int max) implements Shape {}

  /** The ARN of a log group, without the {@code :*} that ends the ones from the console. */
  record LogGroupArn() implements Shape {}

  record Flag() implements Shape {}

  /** An integer within bounds, both included. */
  record Whole(long min, long max) implements Shape {}

  record Decimal() implements Shape {}

  /** One of a few words. */
  record OneOf(Set<String> words) implements Shape {}

  record ListOf(Shape element) implements Shape {}

  /**
   * An object.
   *
   * @param known the fields with a shape of their own; others may be anything
   * @param oneRequired at least one of these has to be there; empty if none has to
   */
  record Fields(Map<String, Field> known, Set<String> oneRequired) implements Shape {

    static Fields of(Field... known) {
      // A HashMap, because it is asked for every field of every document, and faster than an
      // immutable map.
      Map<String, Field> byName = new HashMap<>();
      for (Field field : known) {
        byName.put(field.name(), field);
      }
      return new Fields(byName, Set.of());
    }

    Fields requiringOneOf(String... names) {
      return new Fields(known, Set.of(names));
    }
  }

  /**
   * A field of an object.
   *
   * @param member its name as it is written
   */
  record Field(String name, Shape shape, MemberName member) {

    static Field field(String name, Shape shape) {
      return new Field(name, shape, MemberName.of(name));
    }
  }
}
