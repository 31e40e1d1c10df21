// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quartz.InterruptableJob;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.JobListenerSupport;
import org.quartz.listeners.TriggerListenerSupport;
import org.quartz.simpl.PropertySettingJobFactory;

/** A real scheduler of Quartz's. */
@ExtendWith(XrayExtension.class)
class QuartzTest {

  private Scheduler scheduler;

  private final List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch vetoed = new CountDownLatch(1);

  @BeforeEach
  void start() throws SchedulerException {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "test-" + System.nanoTime());
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.setJobFactory(XrayJobFactory.around(new PropertySettingJobFactory()));
    scheduler.getListenerManager().addJobListener(new JobListenerSupport() {
      @Override
      public String getName() {
        return "reports";
      }

      @Override
      public void jobWasExecuted(JobExecutionContext context, JobExecutionException failure) {
        if (failure != null) {
          reported.add(failure);
        }
      }

      @Override
      public void jobExecutionVetoed(JobExecutionContext context) {
        vetoed.countDown();
      }
    });
    scheduler.start();
  }

  @AfterEach
  void stop() throws SchedulerException {
    scheduler.shutdown(true);
  }

  private void schedule(Class<? extends Job> job, int times) throws SchedulerException {
    Trigger trigger = TriggerBuilder.newTrigger()
        .withIdentity("often", "triggers")
        .withSchedule(SimpleScheduleBuilder.simpleSchedule()
            .withIntervalInMilliseconds(10)
            .withRepeatCount(times - 1))
        .build();
    scheduler.scheduleJob(JobBuilder.newJob(job).withIdentity("job", "jobs").build(), trigger);
  }

  /** Made by Quartz. */
  public static class Plain implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      XraySubsegments.run("work", () -> {});
    }
  }

  @Test
  void everyExecution_isATraceOfItsOwn(AWSXRayRecorder recorder, CapturedTraces traces)
      throws SchedulerException {
    schedule(Plain.class, 3);
    traces.await(6);

    assertThat(traces).hasTraces(3).hasEntities(6).sentEachEntityOnce();
    assertThat(traces.segments()).allSatisfy(one -> {
      assertThat(one)
          .hasNoParent()
          .hasChildren("work")
          .hasAnnotation("quartz_job", "jobs.job")
          .hasAnnotation("quartz_trigger", "triggers.often");
      assertThat(one.json().at("/http/request/url").asText())
          .isEqualTo("task://localhost/Plain/execute");
    });
  }

  /** Made by Quartz. */
  public static class FailsFirst implements Job {
    static final AtomicInteger RUNS = new AtomicInteger();

    @SuppressWarnings("StaticAssignmentOfThrowable") // which instance it is, is the question
    static final JobExecutionException FAILURE = new JobExecutionException("first");

    @Override
    @XrayTask(name = "nightly", path = "reports/nightly")
    public void execute(JobExecutionContext context) throws JobExecutionException {
      if (RUNS.incrementAndGet() == 1) {
        throw FAILURE;
      }
    }
  }

  @Test
  void exception_reachesTheListenerAsItIs_andTheNextRunHappens(CapturedTraces traces)
      throws SchedulerException {
    schedule(FailsFirst.class, 2);
    traces.await(2);
    scheduler.shutdown(true);

    assertThat(reported).hasSize(1);
    assertThat(reported.get(0)).isSameAs(FailsFirst.FAILURE);
    assertThat(traces).hasSegments("nightly", "nightly").hasTraces(2);
    assertThat(traces.segments())
        .filteredOn(CapturedEntity::fault)
        .singleElement()
        .satisfies(one -> assertThat(one).hasExceptions(JobExecutionException.class));
  }

  @Test
  void veto_isNoRun(CapturedTraces traces) throws Exception {
    List<TaskRun> started = Collections.synchronizedList(new ArrayList<>());
    TaskListener listener = new TaskListener() {
      @Override
      public void started(TaskRun run) {
        started.add(run);
      }
    };
    TaskListener.add(listener);
    scheduler.getListenerManager().addTriggerListener(new TriggerListenerSupport() {
      @Override
      public String getName() {
        return "veto";
      }

      @Override
      public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
        return true;
      }
    });
    schedule(Plain.class, 1);
    assertThat(vetoed.await(10, TimeUnit.SECONDS)).isTrue();
    scheduler.shutdown(true);
    TaskListener.remove(listener);

    assertThat(traces).isEmpty();
    assertThat(started).isEmpty();
  }

  /** Made by Quartz. */
  public static class Stoppable implements InterruptableJob {
    static final CountDownLatch RUNNING = new CountDownLatch(1);
    static final CountDownLatch STOPPED = new CountDownLatch(1);

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      RUNNING.countDown();
      try {
        STOPPED.await();
      } catch (InterruptedException stopped) {
        throw new JobExecutionException(stopped);
      }
    }

    @Override
    public void interrupt() {
      STOPPED.countDown();
    }
  }

  @Test
  void interruptableJob_staysInterruptable(CapturedTraces traces) throws Exception {
    schedule(Stoppable.class, 1);
    assertThat(Stoppable.RUNNING.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(scheduler.interrupt(JobKey.jobKey("job", "jobs"))).isTrue();

    traces.await(1);
    assertThat(traces).entity("test").hasNoFault();
  }
}
