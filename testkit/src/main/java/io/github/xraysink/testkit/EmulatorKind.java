// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import io.github.xraysink.testkit.AwsEmulator.Service;
import java.util.List;
import java.util.Set;

/** A way to have an emulator of AWS on this machine. */
interface EmulatorKind {

  /**
   * Starts one and waits until it listens.
   *
   * @throws EmulatorUnavailable if this machine cannot, with what is missing
   */
  RunningEmulator start(Set<Service> services) throws EmulatorUnavailable;

  /** All there are, the best first. */
  static List<EmulatorKind> known() {
    return List.of(EmulatorKind::localStack, MotoServer.onPath());
  }

  /** Asks for the class that needs Testcontainers only where that is on the class path. */
  private static RunningEmulator localStack(Set<Service> services) throws EmulatorUnavailable {
    String needed = "org.testcontainers.localstack.LocalStackContainer";
    try {
      Class.forName(needed, false, EmulatorKind.class.getClassLoader());
    } catch (ClassNotFoundException absent) {
      throw new EmulatorUnavailable("LocalStack needs testcontainers-localstack on the class path");
    }
    return new LocalStackServer(System.getenv(LocalStackServer.TOKEN)).start(services);
  }
}
