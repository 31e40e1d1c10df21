// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quartz.InterruptableJob;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.UnableToInterruptJobException;

/** One of Quartz's jobs, run as a task. */
class RecordedJob implements Job {

  private static final Method EXECUTE = execute();

  private final Job job;

  RecordedJob(Job job) {
    this.job = job;
  }

  private static Method execute() {
    try {
      return Job.class.getMethod("execute", JobExecutionContext.class);
    } catch (NoSuchMethodException notQuartz) {
      throw new LinkageError("Job has no execute", notQuartz);
    }
  }

  @Override
  public final void execute(JobExecutionContext context) throws JobExecutionException {
    plan(context).<JobExecutionException>call(this, new Object[] {context}, () -> {
      job.execute(context);
      return null;
    });
  }

  private MethodPlan plan(JobExecutionContext context) {
    MethodPlan annotated = KnownPlans.find(job.getClass(), EXECUTE);
    TaskDefinition definition =
        annotated != null && annotated.definition() instanceof TaskDefinition task
            ? task
            : new TaskDefinition(TaskPaths.of(job.getClass(), EXECUTE.getName()), null, Map.of());
    Map<String, Object> annotations = new LinkedHashMap<>(definition.annotations());
    putKey(annotations, "quartz_job", context.getJobDetail().getKey());
    putKey(annotations, "quartz_trigger", context.getTrigger().getKey());
    TaskDefinition complete = new TaskDefinition(definition.path(), definition.name(), annotations);
    return new MethodPlan(
        annotated == null ? EXECUTE : annotated.method(),
        complete,
        annotated == null ? List.of() : annotated.parameters(),
        ReturnStrategy.of(void.class));
  }

  private static void putKey(
      Map<String, Object> annotations, String name, @Nullable Object groupAndName) {
    if (groupAndName != null) {
      annotations.put(name, groupAndName.toString());
    }
  }

  /** A job that Quartz can ask to stop. */
  static final class Interruptable extends RecordedJob implements InterruptableJob {
    private final InterruptableJob job;

    Interruptable(InterruptableJob job) {
      super(job);
      this.job = job;
    }

    @Override
    public void interrupt() throws UnableToInterruptJobException {
      job.interrupt();
    }
  }
}
