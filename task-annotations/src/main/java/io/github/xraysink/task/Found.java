// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a method or class, itself or on an annotation there.
 *
 * @param task if it is a task
 * @param subsegment if it is a subsegment
 */
record Found(@Nullable XrayTask task, @Nullable XraySubsegment subsegment) {

  /**
   * Looks at one element.
   *
   * @return {@code null} if there is nothing of ours
   */
  static @Nullable Found on(AnnotatedElement element) {
    XrayTask task = search(element, XrayTask.class, new HashSet<>());
    XraySubsegment subsegment = search(element, XraySubsegment.class, new HashSet<>());
    return task == null && subsegment == null ? null : new Found(task, subsegment);
  }

  private static <A extends Annotation> @Nullable A search(
      AnnotatedElement element, Class<A> wanted, Set<Class<?>> seen) {
    // Declared ones only: superclasses are looked at in their own turn.
    A direct = element.getDeclaredAnnotation(wanted);
    if (direct != null) {
      return direct;
    }
    for (Annotation annotation : element.getDeclaredAnnotations()) {
      Class<? extends Annotation> type = annotation.annotationType();
      boolean ofTheJdk = type.getName().startsWith("java.");
      A meta = ofTheJdk || !seen.add(type) ? null : search(type, wanted, seen);
      if (meta != null) {
        return meta;
      }
    }
    return null;
  }
}
