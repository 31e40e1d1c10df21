// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The bill of materials names what is published, in the version that is built. */
class BomTest {

  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(xraysink-[^<]+)<");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

  @Test
  void bom_namesEveryPublishedArtifactAndNoOther() throws IOException {
    Set<String> published = new TreeSet<>();
    Matcher module = MODULE.matcher(pom("."));
    while (module.find()) {
      String pom = pom(module.group(1));
      if (!pom.contains("<maven.deploy.skip>true<") && !pom.contains("<packaging>pom<")) {
        published.add(ownArtifact(pom));
      }
    }

    assertThat(managed()).isEqualTo(published);
  }

  @Test
  void bom_hasTheVersionOfTheBuild() throws IOException {
    assertThat(first(VERSION, pom("bom"))).isEqualTo(first(VERSION, pom(".")));
  }

  private static Set<String> managed() throws IOException {
    String pom = pom("bom");
    Set<String> names = new TreeSet<>();
    Matcher artifact = ARTIFACT.matcher(pom.substring(pom.indexOf("<dependencyManagement>")));
    while (artifact.find()) {
      names.add(artifact.group(1));
    }
    return names;
  }

  private static String ownArtifact(String pom) {
    return first(ARTIFACT, pom.substring(pom.indexOf("</parent>")));
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("%s in a POM", pattern).isTrue();
    return matcher.group(1);
  }

  private static String pom(String folder) throws IOException {
    return Files.readString(Sources.ROOT.resolve(folder).resolve("pom.xml"));
  }
}
