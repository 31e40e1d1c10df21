// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.task.XraySubsegment;
import io.github.xraysink.task.XrayTaskAspect;
import io.github.xraysink.task.XrayTasks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Row 8: what an annotated method costs over the bare one. */
public class InterceptorBench {

  /** What is called. */
  public interface Job {
    /** Does next to nothing. */
    int count(int upTo);
  }

  /** What is called, with the annotation on it. */
  @ApplicationScoped
  public static class AnnotatedJob implements Job {
    @Override
    @XraySubsegment("count")
    public int count(int upTo) {
      return upTo + 1;
    }
  }

  /** One bean, and ours. */
  @Configuration
  public static class Beans {
    @Bean
    static XrayTaskAspect xrayTaskAspect() {
      return new XrayTaskAspect();
    }

    @Bean
    Job job() {
      return new AnnotatedJob();
    }
  }

  static String title(String way) {
    return switch (way) {
      case "proxy" -> "JDK proxy";
      case "spring" -> "Spring AOP";
      case "cdi" -> "CDI";
      default -> throw new IllegalArgumentException(way);
    };
  }

  /** A recorder for all, and a segment to be in. */
  @State(Scope.Thread)
  public static class Traced {
    @Param
    Library library;

    private Xraysink xraysink;

    /** Begins the segment. */
    @Setup
    public void enter() {
      xraysink = Xraysink.builder()
          .samplingStrategy(new AllSamplingStrategy())
          .emitter(Sinks.discard())
          .build();
      AWSXRay.setGlobalRecorder(xraysink.recorder());
      AWSXRay.beginSegment("root");
    }

    /** Ends it. */
    @TearDown
    public void leave() {
      AWSXRay.endSegment();
      xraysink.close();
    }

    private Job or(Job traced) {
      return library == Library.BARE ? new AnnotatedJob() : traced;
    }
  }

  /** By a JDK proxy. */
  @State(Scope.Thread)
  public static class Proxy {
    private Job job;

    /** Makes it. */
    @Setup
    public void make(Traced traced) {
      job = traced.or(XrayTasks.proxy(Job.class, new AnnotatedJob()));
    }
  }

  /** By Spring. */
  @State(Scope.Thread)
  public static class Spring {
    private AnnotationConfigApplicationContext context;
    private Job job;

    /** Makes it. */
    @Setup
    public void make(Traced traced) {
      context = new AnnotationConfigApplicationContext(Beans.class);
      job = traced.or(context.getBean(Job.class));
    }

    /** Closes the context. */
    @TearDown
    public void close() {
      context.close();
    }
  }

  /** By CDI. */
  @State(Scope.Thread)
  public static class Cdi {
    private SeContainer container;
    private Job job;

    /** Makes it. */
    @Setup
    public void make(Traced traced) {
      container = SeContainerInitializer.newInstance()
          .addBeanClasses(AnnotatedJob.class)
          .initialize();
      job = traced.or(container.select(AnnotatedJob.class).get());
    }

    /** Closes the container. */
    @TearDown
    public void close() {
      container.close();
    }
  }

  /** One call. */
  @Benchmark
  public int proxy(Traced traced, Proxy proxy) {
    return proxy.job.count(7);
  }

  /** One call. */
  @Benchmark
  public int spring(Traced traced, Spring spring) {
    return spring.job.count(7);
  }

  /** One call. */
  @Benchmark
  public int cdi(Traced traced, Cdi cdi) {
    return cdi.job.count(7);
  }
}
