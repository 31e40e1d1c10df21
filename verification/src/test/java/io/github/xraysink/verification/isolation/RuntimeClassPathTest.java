// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Who depends on xraysink-context gets the X-Ray SDK with what it brings, in the versions it asks
 * for, and nothing else. This module's own runtime class path is that of such a user; the build
 * writes it down before the tests.
 */
final class RuntimeClassPathTest {

  private static final String SDK = "aws-xray-recorder-sdk-core";

  /** What the SDK brings, directly and through others. */
  private static final Set<String> BROUGHT_BY_SDK = Set.of(
      "annotations",
      "auto-service-annotations",
      "auto-value-annotations",
      "commons-codec",
      "commons-logging",
      "httpclient",
      "httpcore",
      "jackson-annotations",
      "jackson-core",
      "jackson-databind",
      "utils-lite");

  @Test
  void userOfContext_getsTheSdkAndWhatItBringsAlone() throws IOException {
    Map<String, String> jars = runtimeJars();

    assertThat(jars.remove(SDK)).as("the SDK itself").isNotNull();
    assertThat(jars.keySet()).containsExactlyInAnyOrderElementsOf(BROUGHT_BY_SDK);
  }

  @Test
  void userOfContext_getsTheVersionsTheSdkAsksFor() throws Exception {
    Map<String, String> jars = runtimeJars();
    Map<String, String> asked = askedForBySdk();

    assertThat(asked).as("what the SDK's POM asks for").hasSizeGreaterThan(4);
    asked.forEach((artifact, version) -> assertThat(jars).containsEntry(artifact, version));
  }

  /** Artifact to version, of all jars but our own. */
  private static Map<String, String> runtimeJars() throws IOException {
    String line = Files.readString(Path.of("target", "runtime-classpath.txt")).strip();
    Map<String, String> jars = new TreeMap<>();
    Stream.of(line.split(File.pathSeparator))
        .map(Path::of)
        // In the local repository, a jar is in a folder named after its version, in one named after
        // the artifact.
        .filter(jar -> !jar.toString().contains(File.separator + "xray-context" + File.separator))
        .forEach(jar -> jars.put(
            jar.getParent().getParent().getFileName().toString(),
            jar.getParent().getFileName().toString()));
    return jars;
  }

  /** The POM lies beside the jar. */
  private static Map<String, String> askedForBySdk() throws Exception {
    Path jar = Path.of(
        AWSXRay.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String pom = jar.getFileName().toString().replaceFirst("jar$", "pom");
    Document parsed = DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(jar.resolveSibling(pom).toFile());
    NodeList dependencies = parsed.getElementsByTagName("dependency");
    Map<String, String> asked = new TreeMap<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      String scope = text(dependency, "scope");
      if (scope.equals("compile") || scope.equals("runtime")) {
        asked.put(text(dependency, "artifactId"), text(dependency, "version"));
      }
    }
    return asked;
  }

  private static String text(Element parent, String child) {
    NodeList found = parent.getElementsByTagName(child);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }
}
