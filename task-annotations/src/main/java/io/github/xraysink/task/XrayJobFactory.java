// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.util.Objects;
import org.quartz.InterruptableJob;
import org.quartz.Job;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.spi.JobFactory;
import org.quartz.spi.TriggerFiredBundle;

/**
 * Records each execution of each of Quartz's jobs as a task, annotated or not:
 *
 * <pre>{@code
 * scheduler.setJobFactory(XrayJobFactory.around(new PropertySettingJobFactory()));
 * }</pre>
 *
 * <p>Name, path and annotations come from an {@link XrayTask} on the job's class or its
 * {@code execute}; without one the path is {@code <Class>/execute}. Each segment has the
 * annotations {@code quartz_job} and {@code quartz_trigger}, as {@code group.name}. What the job
 * throws reaches Quartz as it is. An execution that is vetoed begins nothing, so nothing of it is
 * recorded.
 *
 * <p>{@code JobExecutionContext.getJobInstance()} gives what stands before the job; classes, and
 * what is annotated on them, are the job's own.
 */
public final class XrayJobFactory implements JobFactory {

  private final JobFactory factory;

  private XrayJobFactory(JobFactory factory) {
    this.factory = factory;
  }

  /** A factory that records the jobs {@code factory} makes. */
  public static JobFactory around(JobFactory factory) {
    return new XrayJobFactory(Objects.requireNonNull(factory, "factory"));
  }

  /** Makes the job, with what records it before it. */
  @Override
  public Job newJob(TriggerFiredBundle bundle, Scheduler scheduler) throws SchedulerException {
    Job job = factory.newJob(bundle, scheduler);
    return job instanceof InterruptableJob interruptable
        ? new RecordedJob.Interruptable(interruptable)
        : new RecordedJob(job);
  }
}
