/**
 * Background and scheduled work with traces of its own.
 *
 * <ul>
 *   <li>{@link io.github.xraysink.task.XrayTask}, {@link io.github.xraysink.task.XraySubsegment}
 *       and {@link io.github.xraysink.task.XrayParam} say what is to be recorded;
 *   <li>{@link io.github.xraysink.task.XrayTasks} records it without any framework;
 *   <li>{@link io.github.xraysink.task.TaskListener} hears of every run, sampled or not.
 * </ul>
 */
@NullMarked
package io.github.xraysink.task;

import org.jspecify.annotations.NullMarked;
