// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.internal.Guard;
import java.lang.System.Logger.Level;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * Records the annotated methods of Spring's beans, with Spring Framework 6 and 7. One bean of it is
 * all it takes, declared by a static method so that it is there before the others:
 *
 * <pre>{@code
 * @Bean
 * static XrayTaskAspect xrayTaskAspect() {
 *   return new XrayTaskAspect();
 * }
 * }</pre>
 *
 * <p>Covers whatever calls a bean: {@code @Scheduled}, {@code @EventListener}, {@code @Async},
 * other beans. The task of an {@code @Async} method belongs to whoever calls it, whatever the
 * executor carries along, and lasts from the start to the end of the work. Names and paths may
 * contain placeholders.
 *
 * <p>Beans without annotated methods are left as they are. Others get a proxy that is a subclass,
 * or if they have a proxy already, that is used. Methods that cannot be intercepted are listed in
 * one warning when the context has started.
 *
 * <p>If an annotation has a value that is not accepted, the start of the context fails and names
 * the method.
 */
public final class XrayTaskAspect
    implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

  private static final System.Logger LOG = System.getLogger(XrayTaskAspect.class.getName());

  private final Map<Class<?>, Optional<MethodPlans>> known = new ConcurrentHashMap<>();
  private final MisuseReport misuse = MisuseReport.ofSubclasses();
  private UnaryOperator<String> placeholders = UnaryOperator.identity();

  /** An aspect that waits to be made a bean. */
  public XrayTaskAspect() {}

  @Override
  public void setBeanFactory(BeanFactory beanFactory) {
    if (beanFactory instanceof ConfigurableBeanFactory configurable) {
      placeholders =
          text -> Objects.requireNonNullElse(configurable.resolveEmbeddedValue(text), "");
    }
  }

  /** Puts what records around a bean with annotated methods. */
  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (isInfrastructure(bean)) {
      return bean;
    }
    MethodPlans plans = plansOf(AopProxyUtils.ultimateTargetClass(bean));
    return plans == null ? bean : recorded(bean, plans);
  }

  private static boolean isInfrastructure(Object bean) {
    return bean instanceof AopInfrastructureBean
        || bean instanceof Advisor
        || bean instanceof Advice
        || bean instanceof BeanPostProcessor;
  }

  private @Nullable MethodPlans plansOf(Class<?> type) {
    return known.computeIfAbsent(type, this::read).orElse(null);
  }

  private Optional<MethodPlans> read(Class<?> type) {
    try {
      MethodPlans plans = MethodPlans.of(type, placeholders);
      return plans.isEmpty() ? Optional.empty() : Optional.of(plans);
    } catch (LinkageError unreadable) {
      // A bean may mention classes that are not there, as long as nobody calls what needs them.
      Guard.caught("look for annotated methods of " + type.getName(), unreadable);
      return Optional.empty();
    }
  }

  private Object recorded(Object bean, MethodPlans plans) {
    misuse.add(plans);
    if (bean instanceof Advised advised && !advised.isFrozen()) {
      addTo(advised, plans);
      return bean;
    }
    boolean byInterfaces = Proxy.isProxyClass(bean.getClass());
    if (!byInterfaces && Modifier.isFinal(bean.getClass().getModifiers())) {
      LOG.log(
          Level.WARNING,
          "{0} is final: its annotated methods are not recorded",
          plans.target().getName());
      return bean;
    }
    ProxyFactory factory = new ProxyFactory(bean);
    factory.setProxyTargetClass(!byInterfaces);
    addTo(factory, plans);
    return factory.getProxy(plans.target().getClassLoader());
  }

  /** Outermost what notes the call on the caller's thread, innermost what records the run. */
  private static void addTo(Advised advised, MethodPlans plans) {
    SpringCalls calls = new SpringCalls(plans);
    advised.addAdvisor(0, calls.outer());
    advised.addAdvisor(calls.inner());
  }

  /** Warns of annotated methods that are never recorded. */
  @Override
  public void afterSingletonsInstantiated() {
    misuse.tell();
  }
}
