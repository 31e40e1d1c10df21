// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What is measured from outside, on processes that are started for it. */
final class OwnProcesses {

  OwnProcesses(Path home, Effort effort, Consumer<String> progress) {}

  List<Measured> measure(Predicate<String> wanted) {
    return new ArrayList<>();
  }
}
