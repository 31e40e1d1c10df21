// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The template names what there is. */
class TemplateTest {

  private static final Pattern HANDLER = Pattern.compile("Handler: (\\S+)");

  @Test
  void handlers_areClassesOfTheSample() throws Exception {
    List<String> named = HANDLER
        .matcher(Files.readString(Path.of("template.yaml")))
        .results()
        .map(match -> match.group(1))
        .toList();

    assertThat(named).containsExactly(PriceOrder.class.getName(), ShipOrders.class.getName());
    for (String name : named) {
      assertThat(RequestHandler.class).isAssignableFrom(Class.forName(name));
    }
  }

  @Test
  void jar_isTheOneThatIsBuilt() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String template = Files.readString(Path.of("template.yaml"));
    String classifier = pom.replaceAll("(?s).*<shadedClassifierName>(.*?)<.*", "$1");
    String version = pom.replaceAll("(?s).*?<version>(.*?)<.*", "$1");

    assertThat(template)
        .contains("CodeUri: target/xraysink-sample-lambda-" + version + "-" + classifier + ".jar");
  }
}
