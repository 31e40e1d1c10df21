// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * The table "what changes when you switch": runs the laws against the SDK's own context and ours,
 * writes it to {@code target/law-table.md}, and compares it with the README. The SDK's column is a
 * report: that it breaks laws fails nothing.
 */
class LawTableTest {

  private static final Path README = Path.of("../README.md");
  private static final Path WRITTEN = Path.of("target/law-table.md");
  private static final String SDK = "the SDK's own context";
  private static final String DROP_IN = "drop-in";
  private static final String FULL = "xraysink";

  @Test
  void readme_saysWhatTheLawsSay() throws IOException {
    LawTable table = generate();
    Files.createDirectories(WRITTEN.getParent());
    Files.writeString(WRITTEN, table.markdown());
    System.out.println(table.markdown());

    assertThat(table.broken(FULL)).as("laws broken by xraysink").isZero();
    assertThat(table.broken(DROP_IN)).as("laws broken in drop-in mode").isZero();
    assertThat(inReadme()).as("law table in %s", README).isEqualTo(table.markdown());
  }

  private static LawTable generate() {
    Logger sdk = Logger.getLogger("com.amazonaws.xray");
    Level before = sdk.getLevel();
    sdk.setLevel(Level.OFF); // it has a lot to say here
    try {
      return new LawTable()
          .column(SDK, LawOutcome.of(SdkContextLaws.class, SdkAsyncShapeLaws.class))
          .column(DROP_IN, DropInOnLambdaTest.withLambda(dropIn()))
          .column(FULL, LawOutcome.of(FullContextLawsTest.class, FullAsyncShapeLawsTest.class));
    } finally {
      sdk.setLevel(before);
    }
  }

  private static List<LawOutcome> dropIn() {
    return LawOutcome.of(DropInContextLawsTest.class, DropInAsyncShapeLawsTest.class);
  }

  private static String inReadme() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(LawTable.BEGIN);
    int end = readme.indexOf(LawTable.END);
    assertThat(begin).as("%s in %s", LawTable.BEGIN, README).isNotNegative();
    assertThat(end).as("%s in %s", LawTable.END, README).isGreaterThan(begin);
    return readme.substring(begin + LawTable.BEGIN.length() + 1, end);
  }

  /** Not run by the build itself: named so that it is not found. */
  static class SdkContextLaws extends ContextLaws {
    @Override
    protected ContextUnderTest contextUnderTest() {
      return new SdkContext();
    }
  }

  /** As {@link SdkContextLaws}. */
  static class SdkAsyncShapeLaws extends AsyncShapeLaws {
    @Override
    protected ContextUnderTest contextUnderTest() {
      return new SdkContext();
    }
  }
}
