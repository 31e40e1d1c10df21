// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.listeners.SegmentListener;
import com.amazonaws.xray.plugins.EC2Plugin;
import com.amazonaws.xray.plugins.ECSPlugin;
import com.amazonaws.xray.plugins.EKSPlugin;
import com.amazonaws.xray.plugins.ElasticBeanstalkPlugin;
import com.amazonaws.xray.plugins.Plugin;
import com.amazonaws.xray.strategy.ContextMissingStrategy;
import com.amazonaws.xray.strategy.ThrowableSerializationStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.context.XraysinkBuilder;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.env.Environment;

/** Fills a builder from the properties and from beans of the application. */
final class Recording {

  /** As the builder names what is wrong. */
  private static final Pattern SETTING = Pattern.compile("setting '([a-z-]+)'");

  private final XraysinkProperties properties;
  private final Environment environment;
  private final BeanFactory beans;
  private final XraysinkBuilder builder = Xraysink.builder();

  Recording(XraysinkProperties properties, Environment environment, BeanFactory beans) {
    this.properties = properties;
    this.environment = environment;
    this.beans = beans;
  }

  Xraysink install() {
    return DaemonAddress.inForce(properties.daemonAddress(), this::installed);
  }

  private Xraysink installed() {
    XraysinkBuilder filled = filled();
    try {
      return filled.install();
    } catch (IllegalArgumentException wrong) {
      throw explained(wrong);
    }
  }

  /** What only the builder knows to be wrong, told like all that is wrong in properties. */
  private RuntimeException explained(IllegalArgumentException wrong) {
    Matcher setting = SETTING.matcher(String.valueOf(wrong.getMessage()));
    String name = setting.find() ? setting.group(1) : "";
    String value = environment.getProperty(XraysinkProperties.PREFIX + "." + name);
    // The values of headers may be secret.
    return value == null || name.endsWith("-headers")
        ? wrong
        : Accepted.refused(name, value, wrong.getMessage());
  }

  private XraysinkBuilder filled() {
    builder.properties(environment::getProperty);
    if (properties.enabled() != null) {
      builder.enabled(properties.enabled());
    }
    nameService();
    applyLimits();
    if (OnTracing.isOn(environment)) {
      applyParts();
    }
    beans
        .getBeanProvider(XraysinkBuilderCustomizer.class)
        .orderedStream()
        .forEach(customizer -> customizer.customize(builder));
    return builder;
  }

  private void nameService() {
    String own = properties.serviceName();
    apply("service-name", own, name -> !name.isBlank(), builder::serviceName);
    String application = environment.getProperty("spring.application.name", "");
    if (own == null && !application.isBlank()) {
      builder.serviceName(application);
    }
  }

  private void applyLimits() {
    Predicate<Duration> aboveZero = duration -> !duration.isNegative() && !duration.isZero();
    apply(
        "streaming-threshold",
        properties.streamingThreshold(),
        entities -> entities >= 0,
        builder::streamingThreshold);
    apply(
        "report-in-progress-after",
        properties.reportInProgressAfter(),
        aboveZero,
        builder::reportInProgressAfter);
    apply("forget-open-after", properties.forgetOpenAfter(), aboveZero, builder::forgetOpenAfter);
    apply(
        "max-open-entities",
        properties.maxOpenEntities(),
        entities -> entities >= 1,
        builder::maxOpenEntities);
    apply("close-timeout", properties.closeTimeout(), aboveZero, builder::closeTimeout);
    apply("shutdown-hook", properties.shutdownHook(), on -> true, builder::shutdownHook);
    apply("lambda", properties.lambda(), mode -> true, builder::lambda);
  }

  private static <T> void apply(
      String name, @Nullable T value, Predicate<T> accepted, Consumer<T> setter) {
    if (value == null) {
      return;
    }
    if (!accepted.test(value)) {
      throw Accepted.refused(name, value, null);
    }
    setter.accept(value);
  }

  private void applyParts() {
    apply("emitter", properties.emitter(), text -> !text.isBlank(), builder::emitter);
    beans.getBeanProvider(Emitter.class).ifAvailable(builder::emitter);
    SamplingStrategy own = beans.getBeanProvider(SamplingStrategy.class).getIfAvailable();
    SamplingStrategy sampling = own == null ? Sampling.strategy(properties) : own;
    if (sampling != null) {
      builder.samplingStrategy(sampling);
    }
    beans
        .getBeanProvider(ContextMissingStrategy.class)
        .ifAvailable(builder::contextMissingStrategy);
    beans
        .getBeanProvider(ThrowableSerializationStrategy.class)
        .ifAvailable(builder::throwableSerializationStrategy);
    beans.getBeanProvider(SegmentListener.class).orderedStream().forEach(builder::segmentListener);
    properties.plugins().stream().map(Recording::plugin).forEach(builder::plugin);
    beans.getBeanProvider(Plugin.class).orderedStream().forEach(builder::plugin);
  }

  private static Plugin plugin(XraysinkProperties.AwsPlugin plugin) {
    return switch (plugin) {
      case EC2 -> new EC2Plugin();
      case ECS -> new ECSPlugin();
      case EKS -> new EKSPlugin();
      case ELASTIC_BEANSTALK -> new ElasticBeanstalkPlugin();
    };
  }
}
