// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class MisuseReportTest {

  interface Jobs {
    void fine();

    void caller();

    void selfCalled();
  }

  static class Misused implements Jobs {
    @XrayTask
    @Override
    public void fine() {}

    @Override
    public void caller() {
      selfCalled();
      hidden();
    }

    @XrayTask
    @Override
    public void selfCalled() {}

    @XrayTask
    private void hidden() {}

    @XrayTask
    static void shared() {}

    @XrayTask
    public final void sealed() {}
  }

  @Test
  void proxies_areToldOnceInOneLine() {
    List<String> logged = LogLines.during(XrayTasks.class, Level.WARNING, () -> {
      XrayTasks.proxy(Jobs.class, new Misused());
      XrayTasks.proxy(Jobs.class, new Misused());
    });

    assertThat(logged).hasSize(1);
    assertThat(logged.get(0))
        .contains("Misused.hidden() (private)")
        .contains("Misused.shared() (static)")
        .contains("Misused.selfCalled() (called by its own class)")
        .doesNotContain("fine")
        .doesNotContain("sealed")
        .contains("aop-xraysink.xml");
  }

  static class Final {
    @XrayTask
    public final void sealed() {}
  }

  @Test
  void subclasses_cannotOverrideWhatIsFinal() {
    List<String> logged = LogLines.during(XrayTasks.class, Level.WARNING, () -> {
      MisuseReport report = MisuseReport.ofSubclasses();
      report.add(MethodPlans.of(Final.class, UnaryOperator.identity()));
      report.tell();
      report.tell();
    });

    assertThat(logged).hasSize(1);
    assertThat(logged.get(0)).contains("Final.sealed() (final)");
  }

  static class CallsThroughItself {
    private CallsThroughItself self = this;

    void caller() {
      self.job();
    }

    @XrayTask
    void job() {}
  }

  @Test
  void classThatKeepsItsOwnProxy_isTakenToCallThroughIt() {
    assertThat(SelfCalls.of(CallsThroughItself.class)).isEmpty();
    assertThat(SelfCalls.of(Misused.class)).contains("selfCalled()V", "hidden()V");
  }
}
