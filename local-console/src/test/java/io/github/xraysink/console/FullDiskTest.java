// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static io.github.xraysink.console.Documents.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up while the console writes, and has room again later. Public for the store.
 */
public class FullDiskTest {

  @TempDir
  Path folder;

  /** The store's own seam for file systems: one whose disk ends at {@link #SIZE}. */
  public static final class SmallDisk extends FilePathWrapper {

    static final AtomicLong SIZE = new AtomicLong();

    @Override
    public String getScheme() {
      return "smalldisk";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
      return new SmallFile(super.open(mode));
    }
  }

  private static final class SmallFile extends FileBaseDefault {
    private final FileChannel inner;

    SmallFile(FileChannel inner) {
      this.inner = inner;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      if (position + source.remaining() > SmallDisk.SIZE.get()) {
        throw new IOException("No space left on device");
      }
      return inner.write(source, position);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return inner.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return inner.size();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      inner.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      inner.force(metaData);
    }

    @Override
    public java.nio.channels.FileLock tryLock(long position, long size, boolean shared)
        throws IOException {
      return inner.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      inner.close();
    }
  }

  private static ObjectNode big() {
    ObjectNode document = Documents.segment(Documents.newTraceId(), "big", T0, 1);
    document.putObject("metadata").putObject("default").put("pad", "x".repeat(40_000));
    return document;
  }

  @Test
  void fullDisk_isToldAndNotFatal() throws Exception {
    FilePath.register(new SmallDisk());
    SmallDisk.SIZE.set(1_000_000);
    String file = "smalldisk:" + folder.resolve("traces.db");
    try (LocalConsole console =
        LocalConsole.start(ConsoleOptions.builder().port(0).build(), file)) {
      Client client = new Client(console);
      client.put(Documents.segment(Documents.newTraceId(), "first", T0, 1));

      int accepted = 0;
      HttpResponse<String> answer;
      do {
        answer = client.send("POST", "/TraceSegments", request(big()));
        accepted++;
      } while (answer.statusCode() == 200 && accepted < 100);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("No space left on device");
      assertThat(accepted).isGreaterThan(3);
      await()
          .untilAsserted(
              () -> assertThat(client.get("/api/traces").get("traces").size()).isGreaterThan(3));

      long storedBefore = console.counters().stored.sum();
      client.udp(big());
      await().until(() -> console.counters().storeFailed.sum() > 0);

      assertThat(console.counters().stored.sum()).as("lost is not stored").isEqualTo(storedBefore);

      SmallDisk.SIZE.set(100_000_000);
      await()
          .untilAsserted(() -> assertThat(
                  client.send("POST", "/TraceSegments", request(big())).statusCode())
              .isEqualTo(200));
      assertThat(client.get("/api/status").get("storeProblem").isNull()).isTrue();
      assertThat(client.get("/api/traces").get("traces").findValuesAsText("name"))
          .contains("first");
    }
  }

  private static String request(ObjectNode document) {
    ObjectNode request = Json.object();
    request.putArray("TraceSegmentDocuments").add(Json.text(document));
    return Json.text(request);
  }
}
