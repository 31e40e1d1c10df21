// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.local;

import java.net.URI;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ: queues in memory that speak SQS. */
final class LocalSqs implements AutoCloseable {

  private final SQSRestServer server;
  private final URI endpoint;

  private LocalSqs(SQSRestServer server) {
    this.server = server;
    int port = server.waitUntilStarted().localAddress().getPort();
    this.endpoint = URI.create("http://127.0.0.1:" + port);
  }

  static LocalSqs start() {
    return new LocalSqs(
        SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start());
  }

  URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    server.stopAndWait();
  }
}
