// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import io.github.xraysink.samples.storefront.local.LocalAws;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The shop. There is nothing about tracing here: the starter is on the class path. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableAsync
@EnableScheduling
public class StorefrontApplication {

  /**
   * Runs the shop until it is told to stop.
   *
   * @param arguments as of every Spring Boot application; {@code --spring.profiles.active=aws} uses
   *     a real account
   */
  public static void main(String[] arguments) {
    application().run(arguments);
  }

  /** The shop with its stand-ins for AWS, which only start where the profile {@code aws} is not. */
  public static SpringApplication application() {
    SpringApplication application = new SpringApplication(StorefrontApplication.class);
    application.addInitializers(new LocalAws());
    return application;
  }
}
