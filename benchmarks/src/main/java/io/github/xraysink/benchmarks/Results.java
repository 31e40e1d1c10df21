// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything one run measured, as it is kept in {@code results/*.json}.
 *
 * @param where the run took place
 * @param rows in the order of the table
 */
record Results(Where where, List<Measured> rows) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  Results {
    rows = List.copyOf(rows);
  }

  /**
   * Where and how a run took place.
   *
   * @param machine processors and system
   * @param jdk version and vendor
   * @param date of the start
   * @param command that was typed
   * @param load the average number of runnable threads when it began, beside ours
   */
  record Where(String machine, String jdk, String date, String command, double load) {}

  Optional<Measured> row(String id) {
    return rows.stream().filter(row -> row.id().equals(id)).findFirst();
  }

  static Results read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Results.class);
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    JSON.writeValue(file.toFile(), this);
  }
}
