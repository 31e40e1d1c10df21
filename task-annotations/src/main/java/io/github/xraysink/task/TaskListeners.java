// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.internal.Guard;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Those who hear of runs. */
final class TaskListeners {

  private static final CopyOnWriteArrayList<TaskListener> ALL = new CopyOnWriteArrayList<>();

  private TaskListeners() {}

  static void add(TaskListener listener) {
    ALL.addIfAbsent(Objects.requireNonNull(listener, "listener"));
  }

  static void remove(TaskListener listener) {
    ALL.remove(listener);
  }

  static boolean any() {
    return !ALL.isEmpty();
  }

  static void tell(Consumer<TaskListener> what) {
    for (TaskListener listener : ALL) {
      Guard.run("tell a task listener", () -> what.accept(listener));
    }
  }
}
