// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Gives the tests of a class an endpoint that answers as AWS does, or skips them and says why.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final AwsEmulator AWS = AwsEmulator.offering(Service.SQS, Service.DYNAMODB);
 *
 * DynamoDbAsyncClient client = DynamoDbAsyncClient.builder()
 *     .endpointOverride(AWS.endpoint())
 *     .region(Region.of(AWS.region()))
 *     .credentialsProvider(StaticCredentialsProvider.create(
 *         AwsBasicCredentials.create(AWS.accessKeyId(), AWS.secretAccessKey())))
 *     .build();
 * }</pre>
 *
 * <p>It is LocalStack, in a container, where Testcontainers is on the class path and there is
 * Docker; else {@code moto_server}, where that is on the {@code PATH}; else the class is skipped
 * with what was missing. Both listen on a free port of the loopback interface. X-Ray is a paid
 * feature of LocalStack: it is asked for it only if {@code LOCALSTACK_AUTH_TOKEN} is set.
 *
 * <p>One emulator serves all classes of a test run that ask for the same services, and is stopped
 * when the run ends: name tables and queues so that they do not meet. Needs a {@code static} field.
 * Nothing of the AWS SDK is needed to load this class.
 */
public final class AwsEmulator implements BeforeAllCallback {

  private static final Namespace NAMESPACE = Namespace.create(AwsEmulator.class);

  /** What may be asked for. */
  public enum Service {
    /** Amazon SQS. */
    SQS("sqs"),
    /** Amazon DynamoDB. */
    DYNAMODB("dynamodb"),
    /** Amazon S3; set {@code forcePathStyle} on the client. */
    S3("s3"),
    /** Amazon CloudWatch Logs. */
    CLOUDWATCH_LOGS("logs"),
    /** AWS X-Ray: {@code PutTraceSegments} and {@code BatchGetTraces}; do not count on more. */
    XRAY("xray");

    private final String id;

    Service(String id) {
      this.id = id;
    }

    /** As it stands in endpoints and in LocalStack's list of services. */
    String id() {
      return id;
    }
  }

  private final Set<Service> services;
  private final List<EmulatorKind> kinds;
  private @Nullable RunningEmulator running;

  AwsEmulator(Set<Service> services, List<EmulatorKind> kinds) {
    this.services = services;
    this.kinds = kinds;
  }

  /**
   * An emulator of these services.
   *
   * @param first one service
   * @param others the others; may be none
   */
  public static AwsEmulator offering(Service first, Service... others) {
    return new AwsEmulator(EnumSet.of(first, others), EmulatorKind.known());
  }

  /** Starts what there is, or skips the class. */
  @Override
  public void beforeAll(ExtensionContext context) {
    Choice choice = context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(services, any -> choose(), Choice.class);
    running = choice.running();
    Assumptions.assumeTrue(running != null, choice::problems);
  }

  /** What was started, or why nothing was. Kept by JUnit for the run, and closed after it. */
  private record Choice(@Nullable RunningEmulator running, String problems)
      implements AutoCloseable {
    @Override
    public void close() {
      if (running != null) {
        running.close();
      }
    }
  }

  private Choice choose() {
    List<String> problems = new ArrayList<>();
    for (EmulatorKind kind : kinds) {
      try {
        return new Choice(kind.start(services), "");
      } catch (EmulatorUnavailable unavailable) {
        problems.add(unavailable.getMessage());
      }
    }
    return new Choice(null, "no emulator of AWS: " + String.join("; ", problems));
  }

  /** Where it listens: {@code http://127.0.0.1:41234} or the like, for every service. */
  public URI endpoint() {
    return started().endpoint();
  }

  /** Which one it is: {@code LocalStack} or {@code moto_server}. */
  public String name() {
    return started().name();
  }

  /** A region that clients may be set to; the emulators answer for any. */
  public String region() {
    return "us-east-1";
  }

  /** An access key id that is accepted. */
  public String accessKeyId() {
    return "test";
  }

  /** The secret that goes with it. */
  public String secretAccessKey() {
    return "test";
  }

  private RunningEmulator started() {
    if (running == null) {
      throw new IllegalStateException(
          "not started: register the extension in a static field, with @RegisterExtension");
    }
    return running;
  }
}
