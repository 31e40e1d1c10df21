// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskPathsTest {

  @ParameterizedTest
  @CsvSource({"job, job", "_job, job", "__job, job", "_job_, _job_", "__call__, __call__", "__, __"
  })
  void leadingUnderscores_areStrippedUnlessTheNameEndsInOne(String method, String shown) {
    assertThat(TaskPaths.withoutUnderscores(method)).isEqualTo(shown);
  }
}
