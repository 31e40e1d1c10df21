// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.woven;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.task.XrayTask;
import io.github.xraysink.task.XrayTaskAspect;
import java.util.ArrayList;
import java.util.List;

/** Runs in a JVM of its own, woven or not, and prints what each step sent. */
public final class WovenMain {

  /** What a proxy cannot intercept. */
  static class Jobs {
    @XrayTask
    private int hidden(int number) {
      return number + 1;
    }

    @XrayTask
    static String shared() {
      return "shared";
    }

    @XrayTask
    public final void sealed() {}

    @XrayTask
    public void selfCalled() {}

    public void caller() {
      selfCalled();
    }

    @XrayTask
    public void recursive(int depth) {
      if (depth > 0) {
        recursive(depth - 1);
      }
    }

    @XrayTask
    public void failing(RuntimeException failure) {
      throw failure;
    }
  }

  /** Overrides what is annotated, and calls it. */
  static class MoreJobs extends Jobs {
    @Override
    @XrayTask
    public void selfCalled() {
      super.selfCalled();
    }
  }

  private static final List<String> SENT = new ArrayList<>();

  private WovenMain() {}

  /** Steps, each with the number of segments it sent. */
  public static void main(String[] arguments) {
    Xraysink xraysink = Xraysink.builder()
        .serviceName("woven")
        .samplingStrategy(new AllSamplingStrategy())
        .emitter(collecting())
        .build();
    Jobs jobs = new Jobs();
    step("private " + jobs.hidden(1));
    step("static " + Jobs.shared());
    jobs.sealed();
    step("final");
    jobs.caller();
    step("self-called");
    new MoreJobs().selfCalled();
    step("override");
    jobs.recursive(2);
    step("recursive");
    RuntimeException failure = new IllegalStateException("same");
    try {
      jobs.failing(failure);
    } catch (RuntimeException thrown) {
      step("failing " + (thrown == failure));
    }
    Jobs bean = (Jobs) new XrayTaskAspect().postProcessAfterInitialization(jobs, "jobs");
    bean.selfCalled();
    step("spring " + (bean != jobs));
    bean.recursive(1);
    step("spring recursive");
    xraysink.close();
  }

  private static void step(String name) {
    System.out.println("STEP " + name + ": " + SENT.size());
    SENT.clear();
  }

  private static Emitter collecting() {
    return new Emitter() {
      @Override
      public boolean sendSegment(Segment segment) {
        return SENT.add(segment.getName());
      }

      @Override
      public boolean sendSubsegment(Subsegment subsegment) {
        return true;
      }
    };
  }
}
