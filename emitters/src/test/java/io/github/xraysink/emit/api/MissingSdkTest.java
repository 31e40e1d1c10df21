// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.TransportSettings;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is missing is named when the recorder is built. */
class MissingSdkTest {

  /** Loaded where the AWS SDK is not. */
  public static final class BuildsWithoutSdk implements Supplier<String> {
    /** For the test's class loader. */
    public BuildsWithoutSdk() {}

    @Override
    public String get() {
      // The default still works, though a provider that needs the SDK is on the class path.
      Xraysink.builder().emitter("none").build().close();
      try {
        Xraysink.builder().emitter("api").build();
        return "built";
      } catch (IllegalArgumentException refused) {
        return refused.getMessage();
      }
    }
  }

  @Test
  void awsSdkAbsent_isNamed() throws Exception {
    List<URL> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains("awssdk")) {
        jars.add(new File(entry).toURI().toURL());
      }
    }
    try (URLClassLoader without =
        new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Supplier<?> builds = (Supplier<?>) without
          .loadClass(BuildsWithoutSdk.class.getName())
          .getDeclaredConstructor()
          .newInstance();

      assertThat(builds.get())
          .asString()
          .contains("xraysink setting 'emitter' names 'api'")
          .contains("software.amazon.awssdk:xray");
    }
  }

  @Test
  void regionAbsent_isNamed() {
    String region = System.clearProperty("aws.region");
    System.setProperty("aws.disableEc2Metadata", "true");
    try {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> new ApiTransportProvider().open(new TransportSettings(null, Map.of(), null)))
          .withMessageContaining("AWS_REGION");
    } finally {
      System.setProperty("aws.region", region);
      System.clearProperty("aws.disableEc2Metadata");
    }
  }
}
