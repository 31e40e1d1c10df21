// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

abstract class AnnotatedBase {

  @XrayTask
  public void inherited() {}
}
