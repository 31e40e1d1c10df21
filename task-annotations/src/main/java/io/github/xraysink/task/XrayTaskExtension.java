// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.internal.Guard;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import java.lang.annotation.Annotation;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds annotated methods of CDI's beans and binds {@link XrayTaskInterceptor} to them. Found by
 * the container through {@code META-INF/services}; nothing loads this class where CDI is absent.
 */
public final class XrayTaskExtension implements Extension {

  @RecordedByXray
  private static final class Binding {
    static final Annotation LITERAL = Binding.class.getAnnotation(RecordedByXray.class);
  }

  private final MisuseReport misuse = MisuseReport.ofSubclasses();

  /** Made by the container. */
  public XrayTaskExtension() {}

  void addInterceptor(@Observes BeforeBeanDiscovery discovery) {
    discovery.addInterceptorBinding(RecordedByXray.class);
    discovery.addAnnotatedType(XrayTaskInterceptor.class, XrayTaskInterceptor.class.getName());
  }

  /** What is refused here, for a value that is not accepted, fails the start of the container. */
  <T> void bind(@Observes ProcessAnnotatedType<T> type) {
    Class<T> scanned = type.getAnnotatedType().getJavaClass();
    if (scanned.isInterface() || scanned.isAnnotation()) {
      return;
    }
    MethodPlans plans = read(scanned);
    if (plans != null && !plans.isEmpty()) {
      type.configureAnnotatedType()
          .filterMethods(method -> plans.find(method.getJavaMember()) != null)
          .forEach(method -> method.add(Binding.LITERAL));
    }
  }

  private static @Nullable MethodPlans read(Class<?> type) {
    try {
      return MethodPlans.of(type, UnaryOperator.identity());
    } catch (LinkageError unreadable) {
      // A class may mention others that are not there, as long as nobody calls what needs them.
      Guard.caught("look for annotated methods of " + type.getName(), unreadable);
      return null;
    }
  }

  void look(@Observes ProcessManagedBean<?> bean) {
    MethodPlans plans = read(bean.getAnnotatedBeanClass().getJavaClass());
    if (plans != null) {
      misuse.add(plans);
    }
  }

  void tell(@Observes AfterDeploymentValidation started) {
    misuse.tell();
  }
}
