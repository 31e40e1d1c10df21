// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Asks Linux how many datagrams it threw away because our socket's buffer was full. These never
 * reach the process, so nothing else can count them.
 */
final class KernelDrops {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

  private KernelDrops() {}

  /** The drops of sockets bound to this UDP port; empty where the system does not tell. */
  static OptionalLong of(int port) {
    long drops = 0;
    boolean found = false;
    for (Path table : TABLES) {
      try {
        for (String line : Files.readAllLines(table)) {
          String[] columns = line.trim().split("\\s+");
          if (columns.length > 2 && columns[1].endsWith(String.format(":%04X", port))) {
            drops += Long.parseLong(columns[columns.length - 1]);
            found = true;
          }
        }
      } catch (IOException | NumberFormatException e) {
        // Not Linux, or not its usual table: the next one may be.
      }
    }
    return found ? OptionalLong.of(drops) : OptionalLong.empty();
  }
}
