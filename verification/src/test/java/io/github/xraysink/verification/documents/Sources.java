// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.documents;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The files of this project as people write them: without what is built. */
final class Sources {

  static final Path ROOT = Path.of(System.getProperty("user.dir")).resolve("..").normalize();

  private Sources() {}

  /** The README of each module. */
  static List<Path> readmes() throws IOException {
    return below(ROOT).stream().filter(file -> file.endsWith("README.md")).toList();
  }

  /** The tests of the module that a README is about; the test kit's main code holds tests too. */
  static List<Path> testsBeside(Path readme) throws IOException {
    return below(readme.getParent().resolve("src")).stream()
        .filter(Sources::mayHoldTests)
        .toList();
  }

  /** All tests. */
  static List<Path> tests() throws IOException {
    return below(ROOT).stream().filter(Sources::mayHoldTests).toList();
  }

  private static boolean mayHoldTests(Path file) {
    String path = ROOT.relativize(file).toString().replace('\\', '/');
    return path.endsWith(".java")
        && (path.contains("src/test/") || path.startsWith("testkit/src/main/"));
  }

  private static List<Path> below(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      Files.walkFileTree(folder, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
          String name = String.valueOf(entered.getFileName());
          boolean ours = !name.equals("target") && !name.startsWith(".");
          return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          files.add(file);
          return FileVisitResult.CONTINUE;
        }
      });
    }
    return files;
  }
}
