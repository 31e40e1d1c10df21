// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.local;

import io.github.xraysink.console.ConsoleOptions;
import io.github.xraysink.console.LocalConsole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Starts DynamoDB Local, ElasticMQ and the console in this process before the application, unless
 * the profile {@code aws} is active, and tells the application where they are. They stop after it.
 */
public final class LocalAws
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    if (environment.acceptsProfiles(Profiles.of("aws"))) {
      return;
    }
    LocalConsole console = keep(context, "console", console(environment));
    LocalDynamoDb dynamoDb = keep(context, "dynamodb", LocalDynamoDb.start());
    LocalSqs sqs = keep(context, "sqs", LocalSqs.start());
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource(
            "local",
            Map.of(
                "xraysink.daemon-address", console.daemonAddress(),
                "shop.console-uri", console.uri().toString(),
                "shop.dynamodb-endpoint", dynamoDb.endpoint().toString(),
                "shop.sqs-endpoint", sqs.endpoint().toString())));
  }

  private static LocalConsole console(ConfigurableEnvironment environment) {
    ConsoleOptions.Builder options = ConsoleOptions.builder()
        .port(environment.getProperty("shop.console-port", Integer.class, 0));
    String log = environment.getProperty("logging.file.name");
    if (log != null) {
      options.logFiles(List.of(Path.of(log)));
    }
    try {
      return LocalConsole.start(options.build());
    } catch (IOException failed) {
      throw new UncheckedIOException("the console does not start; see shop.console-port", failed);
    }
  }

  /** What is registered before all beans is closed after them. */
  private static <T extends AutoCloseable> T keep(
      ConfigurableApplicationContext context, String name, T part) {
    ((DefaultListableBeanFactory) context.getBeanFactory())
        .registerDisposableBean("local " + name, part::close);
    return part;
  }
}
