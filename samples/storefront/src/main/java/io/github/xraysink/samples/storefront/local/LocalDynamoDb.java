// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.local;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;

/**
 * DynamoDB Local, with its tables in memory. Its own server would listen on every address of the
 * machine and could not be asked for its port, so only what answers requests is taken from it.
 */
final class LocalDynamoDb implements AutoCloseable {

  /** Where the library of SQLite for this machine is; a property of sqlite4java's. */
  private static final String NATIVE = "sqlite4java.library.path";

  private final Server server;
  private final LocalDynamoDBServerHandler tables;

  private LocalDynamoDb(Server server, LocalDynamoDBServerHandler tables) {
    this.server = server;
    this.tables = tables;
  }

  static LocalDynamoDb start() {
    findLibrary();
    try {
      LocalDynamoDBServerHandler tables = new LocalDynamoDBServerHandler(
          new LocalDynamoDBRequestHandler(0, true, null, true, false), null);
      Server server = new Server();
      ServerConnector connector = new ServerConnector(server);
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      server.setHandler(new ContextHandler(tables, "/"));
      server.start();
      return new LocalDynamoDb(server, tables);
    } catch (Exception | LinkageError failed) {
      throw new IllegalStateException(
          "DynamoDB Local does not start. It needs SQLite's library for "
              + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
              + "; the build puts those there are into target/native, and -D" + NATIVE
              + "=<that folder> tells where it is",
          failed);
    }
  }

  /** Maven puts libraries on the class path of the programs it starts. */
  private static void findLibrary() {
    if (System.getProperty(NATIVE) == null) {
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Path::of)
          .filter(entry -> entry.endsWith("classes"))
          .map(classes -> classes.resolveSibling("native"))
          .filter(folder -> folder.toFile().isDirectory())
          .findFirst()
          .ifPresent(folder -> System.setProperty(NATIVE, folder.toString()));
    }
  }

  URI endpoint() {
    return URI.create(
        "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
  }

  @Override
  public void close() throws Exception {
    server.stop();
    tables.close();
  }
}
