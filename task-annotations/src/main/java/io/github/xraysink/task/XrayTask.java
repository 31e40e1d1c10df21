// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes each call of a method a background task: a segment of its own, in a new trace, or in the
 * trace of whoever calls, below a subsegment {@code Create Task: <path>}.
 *
 * <p>The segment ends when the method returns, or when the {@code CompletionStage}, {@code Future},
 * {@code Mono} or {@code Flux} it returns completes. The caller's segment may end before.
 *
 * <p>May stand on a method, also of an interface or a superclass, on a class or interface, where it
 * means all public methods that are not static, and on an annotation, which then means the same. A
 * method's own annotation wins over its class's, a subclass's over a superclass's, a class's over
 * an interface's. A call is traced once, however many of these apply.
 *
 * <p>By itself the annotation does nothing: something must intercept the call. See
 * {@link XrayTasks}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface XrayTask {

  /**
   * Name of the segment: 1 to 200 letters, digits, spaces and {@code _ . : / % & # = + \ - @}. The
   * name of the service if empty, and better left so: the service map has a node for each name.
   */
  String name() default "";

  /**
   * Path of the task, shown as {@code task://localhost/<path>}; leading slashes have no meaning.
   * {@code <Class>/<method>} if empty.
   */
  String path() default "";

  /** Annotations of each segment: a key, its value, the next key, its value, and so on. */
  String[] annotations() default {};
}
