// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes each call of a method a subsegment below the caller's position. Outside a trace the method
 * just runs, and nothing is logged.
 *
 * <p>It ends, and may stand, as {@link XrayTask} says. A method cannot have both.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface XraySubsegment {

  /**
   * Name of the subsegment: 1 to 200 letters, digits, spaces and {@code _ . : / % & # = + \ - @}.
   * The name of the method if empty.
   */
  String value() default "";

  /** Annotations of each subsegment: a key, its value, the next key, its value, and so on. */
  String[] annotations() default {};
}
