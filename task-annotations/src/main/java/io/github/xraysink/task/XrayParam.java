// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a parameter of a method with {@link XrayTask} or {@link XraySubsegment} an annotation of
 * what is recorded. Strings, numbers and booleans are recorded as they are, other values by their
 * {@code toString}, {@code null} not at all.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface XrayParam {

  /**
   * Key of the annotation: 1 to 500 letters, digits and underscores. The name of the parameter if
   * empty, for which the class must be compiled with {@code -parameters}.
   */
  String value() default "";
}
