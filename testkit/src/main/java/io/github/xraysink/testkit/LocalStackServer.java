// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import io.github.xraysink.testkit.AwsEmulator.Service;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** LocalStack in a container. The only class that needs Testcontainers. */
final class LocalStackServer implements EmulatorKind {

  /** LocalStack's own variable. */
  static final String TOKEN = "LOCALSTACK_AUTH_TOKEN";

  /**
   * The last image that starts without a token; those after it ask for one (2026-03). It gets no
   * fixes any more, which is why it only ever listens for tests.
   */
  private static final String COMMUNITY = "localstack/localstack:4.14.0";
  /** The same version with the paid services in it. */
  private static final String PRO = "localstack/localstack-pro:4.14.0";

  private final @Nullable String token;

  LocalStackServer(@Nullable String token) {
    this.token = token == null || token.isBlank() ? null : token;
  }

  @Override
  public RunningEmulator start(Set<Service> services) throws EmulatorUnavailable {
    if (services.contains(Service.XRAY) && token == null) {
      throw new EmulatorUnavailable("LocalStack's X-Ray is a paid feature and needs " + TOKEN);
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new EmulatorUnavailable("LocalStack needs Docker");
    }
    return start(container(services));
  }

  @SuppressWarnings("resource") // closed by whoever closes the emulator
  private LocalStackContainer container(Set<Service> services) {
    LocalStackContainer container = new LocalStackContainer(
            DockerImageName.parse(token == null ? COMMUNITY : PRO))
        .withServices(services.stream().map(Service::id).toArray(String[]::new));
    return token == null ? container : container.withEnv(TOKEN, token);
  }

  private static RunningEmulator start(LocalStackContainer container) throws EmulatorUnavailable {
    try {
      container.start();
    } catch (RuntimeException failed) {
      container.stop();
      throw new EmulatorUnavailable("LocalStack does not start", failed);
    }
    return new RunningEmulator("LocalStack", container.getEndpoint(), container::stop);
  }
}
