// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@ExtendWith(XrayExtension.class)
class ProxyTest {

  private final Annotated job = XrayTasks.proxy(Annotated.class, new AnnotatedJob());

  private static String url(CapturedTraces traces, int segment) {
    return traces
        .segments()
        .get(segment)
        .json()
        .path("http")
        .path("request")
        .path("url")
        .asText();
  }

  @Test
  void path_isClassAndMethodOfTheTarget(CapturedTraces traces) {
    job.plain();

    assertThat(url(traces, 0)).isEqualTo("task://localhost/AnnotatedJob/plain");
    assertThat(traces).entity("test").hasAnnotation("tier", "gold");
  }

  @Test
  void annotation_isFoundWhereverItStands_andTracedOnce(CapturedTraces traces) {
    job.onTheInterface();
    job.byDefault();
    job.meta();
    job.inherited();
    job.notRecorded();

    assertThat(traces).hasTraces(4).hasEntities(4);
    assertThat(url(traces, 0)).endsWith("/AnnotatedJob/onTheInterface");
    assertThat(url(traces, 1)).endsWith("//localhost/by/default");
    assertThat(url(traces, 2)).endsWith("//localhost/meta");
    assertThat(url(traces, 3)).endsWith("/AnnotatedJob/inherited");
    assertThat(traces).entity("nightly").hasAnnotation("kind", "cron");
  }

  @Test
  void pathOfASubclass_isNotThatOfTheClassCalledBefore(CapturedTraces traces) {
    class OtherJob extends AnnotatedJob {}
    job.plain();
    XrayTasks.<Annotated>proxy(Annotated.class, new OtherJob()).plain();

    assertThat(url(traces, 0)).endsWith("/AnnotatedJob/plain");
    assertThat(url(traces, 1)).endsWith("/OtherJob/plain");
  }

  @Test
  void exception_isTheSame(CapturedTraces traces) {
    IOException expected = new IOException();

    assertThatThrownBy(() -> job.failing(expected)).isSameAs(expected);

    assertThat(traces).entity("test").hasFault().hasExceptions(IOException.class);
  }

  @Test
  void stage_isTheSameAndEndsTheSegment(AWSXRayRecorder recorder, CapturedTraces traces) {
    CompletableFuture<String> result = new CompletableFuture<>();

    assertThat(job.stage(result)).isSameAs(result);
    assertThat(traces).isEmpty();
    assertThat(recorder.getTraceEntity()).isNull();
    result.complete("x");

    assertThat(traces).entity("test").hasNoFault();
  }

  @Test
  void subsegment_isBelowTheCaller(AWSXRayRecorder recorder, CapturedTraces traces) {
    assertThat(job.subsegment("outside")).isEqualTo("outside");
    recorder.beginSegment("request");
    assertThat(job.subsegment("acme")).isEqualTo("acme");
    recorder.endSegment();

    assertThat(traces).hasEntities(2);
    assertThat(traces)
        .entity("sleep")
        .isChildOf("request")
        .hasAnnotation("duration", "1000ms")
        .hasAnnotation("tenant", "acme");
  }

  @Test
  void mono_isOneRunForEachSubscription(AWSXRayRecorder recorder, CapturedTraces traces) {
    Mono<String> source = Mono.fromSupplier(() -> XraySubsegments.call("work", () -> "x"));
    Mono<String> mono = job.mono(source);
    assertThat(traces).isEmpty();

    assertThat(mono.block()).isEqualTo("x");
    assertThat(mono.block()).isEqualTo("x");

    assertThat(traces).hasTraces(2).hasEntities(4);
    assertThat(traces.segments()).allSatisfy(one -> assertThat(one).hasChildren("work"));
    assertThat(recorder.getTraceEntity()).isNull();
  }

  @Test
  void mono_belongsToWhoCalled(AWSXRayRecorder recorder, CapturedTraces traces) {
    recorder.beginSegment("request");
    Mono<String> mono = job.mono(Mono.error(new IOException()));
    recorder.endSegment();

    assertThatThrownBy(mono::block).hasCauseInstanceOf(IOException.class);

    assertThat(traces).hasOneTrace();
    assertThat(traces).entity("test").hasFault().isChildOf("Create Task: AnnotatedJob/mono");
  }

  @Test
  void flux_endsWithItsLastElement_orIsCancelled(CapturedTraces traces) {
    assertThat(job.flux(Flux.range(1, 3)).collectList().block()).containsExactly(1, 2, 3);
    assertThat(job.flux(Flux.just(1, 2)).blockFirst()).isEqualTo(1);

    assertThat(traces).hasEntities(2);
    assertThat(traces.segments().get(0)).hasNoFault().hasNoAnnotation("cancelled");
    assertThat(traces.segments().get(1)).hasNoFault().hasAnnotation("cancelled", true);
  }

  @Test
  void proxyOfAProxy_tracesOnce(CapturedTraces traces) {
    assertThat(XrayTasks.proxy(Annotated.class, job)).isSameAs(job);

    Annotated foreign = (Annotated) java.lang.reflect.Proxy.newProxyInstance(
        Annotated.class.getClassLoader(),
        new Class<?>[] {Annotated.class},
        (proxy, method, arguments) -> method.invoke(job, arguments));
    XrayTasks.proxy(Annotated.class, foreign).onTheInterface();

    assertThat(traces).hasSegments("test");
    assertThat(url(traces, 0)).endsWith("/Annotated/onTheInterface");
  }

  @Test
  void equals_seesThroughProxies() {
    Annotated target = new AnnotatedJob();
    Annotated one = XrayTasks.proxy(Annotated.class, target);

    assertThat(one).isEqualTo(XrayTasks.proxy(Annotated.class, target)).hasSameHashCodeAs(target);
    assertThat(one).isNotEqualTo(job);
  }

  @Test
  void type_mustBeAnInterface() {
    assertThatThrownBy(() -> XrayTasks.proxy(AnnotatedJob.class, new AnnotatedJob()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AnnotatedJob");
  }

  @Test
  void lambda_isNamedAfterItsInterface(CapturedTraces traces) {
    Named named = () -> {};
    XrayTasks.proxy(Named.class, named).go();

    assertThat(url(traces, 0)).isEqualTo("task://localhost/Named/go");
  }

  interface Named {
    @XrayTask
    void go();
  }

  interface BadPath {
    @XrayTask(path = "//")
    void job();
  }

  interface BadName {
    @XrayTask(name = "what?")
    void job();
  }

  interface BadPairs {
    @XraySubsegment(annotations = "alone")
    void job();
  }

  interface Both {
    @XrayTask
    @XraySubsegment
    void job();
  }

  @Test
  void invalidValues_areRefusedWithTheMethodsName() {
    refused(BadPath.class, () -> XrayTasks.proxy(BadPath.class, () -> {}), "\"//\"");
    refused(BadName.class, () -> XrayTasks.proxy(BadName.class, () -> {}), "\"what?\"");
    refused(BadPairs.class, () -> XrayTasks.proxy(BadPairs.class, () -> {}), "1 elements");
    refused(Both.class, () -> XrayTasks.proxy(Both.class, () -> {}), "both");
  }

  private static void refused(Class<?> type, Supplier<?> proxy, String part) {
    assertThatThrownBy(proxy::get)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part)
        .hasMessageContaining("job()")
        .hasMessageContaining("accepted")
        .hasMessageContaining(type.getPackageName());
  }
}
