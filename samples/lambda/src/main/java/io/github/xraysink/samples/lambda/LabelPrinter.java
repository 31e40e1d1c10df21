// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

/** Stands for whatever your function does with an order. */
final class LabelPrinter {

  private LabelPrinter() {}

  static void print(String address) {
    System.getLogger(LabelPrinter.class.getName())
        .log(System.Logger.Level.INFO, "label printed, {0} characters", address.length());
  }
}
