// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.TraceHeader;
import io.github.xraysink.servlet.jakarta.Deployments;
import io.github.xraysink.servlet.jakarta.JettyUnderTest;
import io.github.xraysink.testkit.ContextUnderTest;
import io.github.xraysink.testkit.ServletContainerUnderTest;
import io.github.xraysink.testkit.ServletDeployment;
import io.github.xraysink.testkit.ServletFilterLaws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * What changes when you switch: runs the laws against the SDK's own filter, with the SDK's own
 * recorder and context, writes the table to {@code target/filter-law-table.md} and compares it with
 * the README. It is a report: that the SDK breaks laws fails nothing. That our filter keeps them
 * all, the other tests of laws see to.
 */
class SdkFilterLawsTest {

  private static final Path README = Path.of("README.md");
  private static final String NOT_ASKED = "not asked: threads race";
  private static final Path WRITTEN = Path.of("target/filter-law-table.md");

  @Test
  void readme_saysWhatTheSdksFilterBreaks() throws IOException {
    Logger sdk = Logger.getLogger("com.amazonaws.xray");
    Level before = sdk.getLevel();
    sdk.setLevel(Level.OFF); // it has a lot to say here
    FilterLawTable table = new FilterLawTable();
    try {
      table.column("Tomcat", OnTomcat.class);
      table.column("Jetty", OnJetty.class);
    } finally {
      sdk.setLevel(before);
    }
    Files.createDirectories(WRITTEN.getParent());
    Files.writeString(WRITTEN, table.markdown());

    assertThat(FilterLawTable.in(Files.readString(README))).isEqualTo(table.markdown());
  }

  /** Not run by the build itself: named so that it is not found. */
  abstract static class SdkFilterLaws extends ServletFilterLaws {

    @Override
    protected ContextUnderTest tracing() {
      return ContextUnderTest.sdk();
    }

    /** As the SDK's own interceptors for HTTP clients do. */
    @Override
    protected String outgoingHeader() {
      Entity current = AWSXRay.getTraceEntity();
      return current == null ? "" : TraceHeader.fromEntity(current).toString();
    }

    /** Some segments never come. */
    @Override
    protected Duration patience() {
      return Duration.ofSeconds(2);
    }

    /** So that a second document that comes late belongs to its law. */
    @Override
    protected boolean containerForEachLaw() {
      return true;
    }
  }

  static class OnTomcat extends SdkFilterLaws {
    @Override
    protected ServletContainerUnderTest container() {
      return new WithSdk(new TomcatUnderTest(
          Deployments.class.getPackageName(),
          SdkFilterUnderTest.class.getName(),
          Deployments::add));
    }
  }

  static class OnJetty extends SdkFilterLaws {
    @Override
    protected ServletContainerUnderTest container() {
      return new WithSdk(new JettyUnderTest(SdkFilterUnderTest.class));
    }
  }

  /** A container with the SDK's filter, of which some things cannot be asked. */
  private record WithSdk(ServletContainerUnderTest container) implements ServletContainerUnderTest {

    @Override
    public String name() {
      return container.name();
    }

    @Override
    public Map<String, String> cannot() {
      return Map.of(
          "settings_areReadFromInitParams", "has a name only",
          "exclusion_holdsForAllDispatches", "excludes nothing",
          "hooks_mayThrow", "has none",
          "turnedOff_servesAndSendsNothing", "cannot be turned off",
          "callersTraceparent_isContinued", "does not read it",
          "accessLog_knowsTheIdsAfterTheSegmentHasEnded", "leaves none",
          "completeInAnotherThread_beforeTheFilterReturns", NOT_ASKED,
          "clientGoneDuringAsynchronousWork_isOneSegment", NOT_ASKED);
    }

    /** Mapped to requests, as the SDK's documentation shows it. */
    @Override
    public Running start(ServletDeployment deployment) throws Exception {
      return container.start(deployment.mapped(false, deployment.mappings()));
    }
  }
}
