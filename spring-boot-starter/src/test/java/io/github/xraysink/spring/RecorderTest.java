// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.listeners.SegmentListener;
import com.amazonaws.xray.strategy.ContextMissingStrategy;
import com.amazonaws.xray.strategy.IgnoreErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.sampling.CentralizedSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.UdpTransport;
import io.github.xraysink.servlet.jakarta.XrayFilter;
import io.github.xraysink.task.XrayTaskAspect;
import io.github.xraysink.testkit.CapturingEmitter;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.task.TaskDecorator;

class RecorderTest {

  private final CapturingEmitter emitter = new CapturingEmitter();
  private final ApplicationContextRunner capturing = Contexts.plain()
      .withBean(Emitter.class, () -> emitter)
      .withPropertyValues("xraysink.sampling.mode=all");

  @Test
  void serviceName_isTheApplicationsUnlessSet() {
    ApplicationContextRunner named =
        capturing.withPropertyValues("spring.application.name=from-spring");

    named.run(context -> AWSXRay.createSegment("", () -> {}));
    named
        .withPropertyValues("xraysink.service-name=own")
        .run(context -> AWSXRay.createSegment("", () -> {}));

    assertThat(emitter.traces()).hasSegments("from-spring", "own");
  }

  @Test
  void recorder_isGlobalAndClosedWithTheContext() {
    capturing.run(context -> {
      assertThat(AWSXRay.getGlobalRecorder())
          .isSameAs(context.getBean(Xraysink.class).recorder())
          .isSameAs(context.getBean(AWSXRayRecorder.class));
      AWSXRay.beginSegment("left open");
      AWSXRay.clearTraceEntity();
    });

    assertThat(emitter.traces()).entity("left open").isInProgress();
  }

  @Test
  void recorder_isThereAlthoughBeansAreLazy() {
    capturing
        .withInitializer(context ->
            context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
        .run(context -> AWSXRay.createSegment("lazy", () -> {}));

    assertThat(emitter.traces()).hasSegments("lazy");
  }

  @ParameterizedTest
  @CsvSource({
    "central, com.amazonaws.xray.strategy.sampling.CentralizedSamplingStrategy",
    "local, com.amazonaws.xray.strategy.sampling.LocalizedSamplingStrategy",
    "ALL, com.amazonaws.xray.strategy.sampling.AllSamplingStrategy",
    "none, com.amazonaws.xray.strategy.sampling.NoSamplingStrategy"
  })
  void samplingMode_choosesTheStrategy(String mode, Class<?> strategy) {
    Contexts.plain()
        .withPropertyValues("xraysink.sampling.mode=" + mode)
        .run(context -> assertThat(sampler(context)).isInstanceOf(strategy));
  }

  @Test
  void samplingRules_areReadFromTheirLocation() {
    Contexts.plain()
        .withPropertyValues(
            "xraysink.sampling.mode=local", "xraysink.sampling.rules=classpath:nothing-rules.json")
        .run(context ->
            assertThat(sampler(context).shouldTrace(request()).isSampled()).isFalse());
    Contexts.plain()
        .withPropertyValues("xraysink.sampling.rules=classpath:nothing-rules.json")
        .run(context -> assertThat(sampler(context))
            .isInstanceOfSatisfying(
                CentralizedSamplingStrategy.class,
                central -> assertThat(central.getSamplingManifestURL())
                    .asString()
                    .endsWith("nothing-rules.json")));
  }

  private static SamplingRequest request() {
    return new SamplingRequest("shop", "localhost", "/", "GET", "");
  }

  private static SamplingStrategy sampler(ApplicationContext context) {
    return context.getBean(AWSXRayRecorder.class).getSamplingStrategy();
  }

  @Test
  void daemonAddress_isThatOfTracesAndOfSamplingRules() throws Exception {
    try (Daemon daemon = new Daemon()) {
      Contexts.plain()
          .withPropertyValues(
              "xraysink.daemon-address=" + daemon.address(),
              "spring.application.name=reaches-the-daemon")
          .run(context -> {
            XraySegments.run("", () -> {});
            assertThat(daemon.nextDocument()).contains("reaches-the-daemon");
            assertThat(daemon.wasAskedForRules()).isTrue();
          });
      assertThat(System.getProperty(UdpTransport.ADDRESS_PROPERTY)).isNull();
    }
  }

  @Test
  void emitter_isTheOneNamedUnlessTheApplicationHasItsOwn() {
    Contexts.plain().withPropertyValues("xraysink.emitter=none").run(context -> {
      XraySegments.run("nowhere", () -> {});
      assertThat(context.getBean(Xraysink.class).stats().documentsSent()).isZero();
      assertThat(context.getBean(AWSXRayRecorder.class).getEmitter())
          .isNotInstanceOf(BoundedEmitter.class);
    });
    capturing
        .withPropertyValues("xraysink.emitter=none")
        .run(context -> AWSXRay.createSegment("captured", () -> {}));

    assertThat(emitter.traces()).hasSegments("captured");
  }

  @Test
  void partsOfTheApplication_goIntoTheRecorder() {
    AtomicInteger begun = new AtomicInteger();
    capturing
        .withBean(SegmentListener.class, () -> new SegmentListener() {
          @Override
          public void onBeginSegment(Segment segment) {
            begun.incrementAndGet();
          }
        })
        .withBean(ContextMissingStrategy.class, IgnoreErrorContextMissingStrategy::new)
        .withBean(
            XraysinkBuilderCustomizer.class, () -> builder -> builder.serviceName("customized"))
        .run(context -> {
          AWSXRay.createSegment("", () -> {});

          AWSXRayRecorder recorder = context.getBean(AWSXRayRecorder.class);
          assertThat(recorder.getEmitter()).isSameAs(emitter);
          assertThat(recorder.getContextMissingStrategy())
              .isInstanceOf(IgnoreErrorContextMissingStrategy.class);
        });

    assertThat(begun).hasValue(1);
    assertThat(emitter.traces()).hasSegments("customized");
  }

  @Test
  void xraysinkOfTheApplication_isUsedAsItIs() {
    Xraysink own = Xraysink.builder().emitter(emitter).build();

    capturing.withBean(Xraysink.class, () -> own).run(context -> {
      assertThat(context).getBean(Xraysink.class).isSameAs(own);
      assertThat(context).getBean(AWSXRayRecorder.class).isSameAs(own.recorder());
    });
  }

  @Test
  void recorderOfTheApplication_replacesAll() {
    AWSXRayRecorder own = AWSXRayRecorderBuilder.standard().withEmitter(emitter).build();

    Contexts.web().withBean(AWSXRayRecorder.class, () -> own).run(context -> {
      assertThat(context).hasNotFailed().doesNotHaveBean(Xraysink.class);
      assertThat(context).getBean(AWSXRayRecorder.class).isSameAs(own);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"xraysink.enabled=false", "AWS_XRAY_SDK_ENABLED=false"})
  void turnedOff_leavesARecorderThatDoesNothing(String property) {
    capturing.withSystemProperties(property).run(context -> {
      assertThat(context).hasNotFailed().hasSingleBean(AWSXRayRecorder.class);
      AWSXRay.createSegment("nothing", () -> {});
      assertThat(context)
          .doesNotHaveBean(TaskDecorator.class)
          .doesNotHaveBean(XrayTaskAspect.class)
          .doesNotHaveBean(SegmentOutcomes.class)
          .doesNotHaveBean(AsyncClientPositions.class);
    });
    Contexts.web()
        .withPropertyValues(property)
        .run(context -> assertThat(context).doesNotHaveBean(XrayFilter.class));

    assertThat(emitter.traces()).isEmpty();
  }
}
