// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

/** Whether the process runs as an AWS Lambda function, where the segment belongs to Lambda. */
public enum LambdaMode {
  /** If the environment says so: {@code LAMBDA_TASK_ROOT} is set. */
  AUTO,
  /** Always, for runtimes that do not set it. */
  ON,
  /** Never. */
  OFF
}
