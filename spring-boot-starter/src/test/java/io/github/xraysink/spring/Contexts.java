// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** Contexts with all that this module configures, and little else. */
final class Contexts {

  private static final AutoConfigurations ALL = AutoConfigurations.of(
      XraysinkAutoConfiguration.class,
      XraysinkActuatorAutoConfiguration.class,
      XraysinkAwsAutoConfiguration.class,
      XraysinkLogsAutoConfiguration.class,
      XraysinkMetricsAutoConfiguration.class,
      XraysinkReactorAutoConfiguration.class,
      XraysinkServletAutoConfiguration.class,
      XraysinkTaskAutoConfiguration.class,
      TaskExecutionAutoConfiguration.class,
      TaskSchedulingAutoConfiguration.class);

  private Contexts() {}

  static ApplicationContextRunner plain() {
    return new ApplicationContextRunner().withConfiguration(ALL);
  }

  static WebApplicationContextRunner web() {
    return new WebApplicationContextRunner().withConfiguration(ALL);
  }
}
