// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says which law a test checks, and in which situation. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Checks {

  /** The law. */
  Law value();

  /** The situation, in words for a table of what is kept and what is broken. */
  String when();

  /**
   * Whether the outcome depends on how threads race, so that a context that breaks the law may pass
   * by luck.
   */
  boolean race() default false;
}
