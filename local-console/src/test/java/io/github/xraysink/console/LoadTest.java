// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much a console takes and how fast it answers. The figures of the README come from
 * {@code -Dxraysink.load=full}; the short run only sees that nothing is lost at a modest rate.
 */
class LoadTest {

  @TempDir
  Path folder;

  /** A segment with ten subsegments; its ids are written over in place. */
  private static final class Sender implements AutoCloseable {
    private static final String TRACE = "1-00000000-000000000000000000000000";
    private static final String ID = "0000000000000000";

    private final DatagramChannel channel = DatagramChannel.open();
    private final ByteBuffer buffer;
    private final byte[] bytes;
    private final int traceAt;
    private final int idAt;
    private long next;

    Sender(LocalConsole console) throws IOException {
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), console.port()));
      bytes = Documents.datagram(document());
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      traceAt = text.indexOf(TRACE);
      idAt = text.indexOf("\"" + ID + "\"") + 1;
      buffer = ByteBuffer.allocateDirect(bytes.length);
    }

    private static ObjectNode document() {
      double start = System.currentTimeMillis() / 1_000.0;
      ObjectNode root = Documents.segment(TRACE, "storefront", start, 0.25).put("id", ID);
      Documents.http(root, "GET", "http://localhost:8080/orders", 200);
      root.putObject("annotations").put("tenant", "blue");
      for (int i = 0; i < 10; i++) {
        ObjectNode step = Documents.subsegment("step " + i, start + i * 0.02, 0.018);
        step.putObject("metadata").putObject("default").put("note", "what a program would write");
        if (i == 9) {
          step.put("namespace", "remote");
        }
        root.withArrayProperty("subsegments").add(step);
      }
      return root;
    }

    int size() {
      return bytes.length;
    }

    void send() throws IOException {
      next++;
      long seconds = System.currentTimeMillis() / 1_000;
      hex(seconds, traceAt + 2, 8);
      hex(next, traceAt + 11, 24);
      hex(next, idAt, 16);
      buffer.clear().put(bytes).flip();
      channel.write(buffer);
    }

    private void hex(long value, int at, int digits) {
      for (int i = digits - 1; i >= 0; i--, value >>>= 4) {
        bytes[at + i] = (byte) Character.forDigit((int) (value & 15), 16);
      }
    }

    /** Sends at a rate, in bursts of a millisecond; returns how many were sent. */
    int send(int perSecond, int seconds) throws IOException {
      return sendPaced(perSecond, perSecond * seconds);
    }

    int sendPaced(int perSecond, int total) throws IOException {
      long begin = System.nanoTime();
      for (int sent = 0; sent < total; sent++) {
        send();
        long due = begin + (long) ((sent + 1) * 1e9 / perSecond);
        while (due - System.nanoTime() > 1_000_000) {
          LockSupport.parkNanos(500_000);
        }
      }
      return total;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static long kernelDrops(LocalConsole console) {
    return KernelDrops.of(console.port()).orElse(0);
  }

  /** Waits until all that arrived is worked off. */
  private static void untilDrained(LocalConsole console) {
    await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(20)).until(() -> {
      long before = console.counters().received.sum();
      LockSupport.parkNanos(100_000_000);
      return console.ingest().queuedBytes() == 0 && console.counters().received.sum() == before;
    });
  }

  @Test
  void udp_losesNothingUpToTheRateStated() throws IOException {
    int[] rates =
        Load.FULL ? new int[] {2_000, 5_000, 10_000, 15_000, 20_000, 30_000} : new int[] {1_000};
    ConsoleOptions options =
        ConsoleOptions.builder().port(0).storeFile(folder.resolve("rate.db")).build();
    try (LocalConsole console = LocalConsole.start(options);
        Sender sender = new Sender(console)) {
      sender.send(1_000, Load.FULL ? 10 : 1); // warm
      untilDrained(console);
      for (int rate : rates) {
        long storedBefore = console.counters().stored.sum();
        long fullBefore = console.counters().queueFull.sum();
        long kernelBefore = kernelDrops(console);

        long begin = System.nanoTime();
        int sent = sender.send(rate, Load.FULL ? 10 : 2);
        double sendSeconds = (System.nanoTime() - begin) / 1e9;
        untilDrained(console);

        long stored = console.counters().stored.sum() - storedBefore;
        System.out.printf(
            "%,d documents of %d bytes at %,.0f/s: stored %,d, lost %,d (kernel %,d, queue %,d),"
                + " heap %,d MB%n",
            sent,
            sender.size(),
            sent / sendSeconds,
            stored,
            sent - stored,
            kernelDrops(console) - kernelBefore,
            console.counters().queueFull.sum() - fullBefore,
            usedMegabytes());
        if (rate <= 1_000) {
          assertThat(stored).isEqualTo(sent);
        }
        assertThat(stored
                + kernelDrops(console)
                - kernelBefore
                + console.counters().queueFull.sum()
                - fullBefore)
            .as("every lost document is counted")
            .isEqualTo(sent);
      }
      if (Load.FULL) {
        blast(console, sender);
      }
    }
  }

  /** As fast as one core sends: most is lost, all of it counted, and the console lives. */
  private static void blast(LocalConsole console, Sender sender) throws IOException {
    long storedBefore = console.counters().stored.sum();
    long begin = System.nanoTime();
    int sent = 0;
    while (System.nanoTime() - begin < 10_000_000_000L) {
      for (int i = 0; i < 100; i++, sent++) {
        sender.send();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    untilDrained(console);
    long stored = console.counters().stored.sum() - storedBefore;
    System.out.printf(
        "as fast as one core sends: %,.0f/s sent, %,.0f/s stored, heap %,d MB%n",
        sent / seconds, stored / seconds, usedMegabytes());
    assertThat(stored).isPositive();
  }

  private static long usedMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  @Test
  void queries_stateHowTheyGrow() throws IOException {
    int[] sizes = Load.FULL ? new int[] {10, 1_000, 100_000} : new int[] {10, 1_000};
    Path file = folder.resolve("queries.db");
    ConsoleOptions options =
        ConsoleOptions.builder().port(0).storeFile(file).maxBytes(4L << 30).build();
    try (LocalConsole console = LocalConsole.start(options);
        Sender sender = new Sender(console)) {
      Client client = new Client(console);
      int stored = 0;
      for (int size : sizes) {
        while (stored < size) {
          int batch = Math.min(500, size - stored);
          sender.sendPaced(10_000, batch);
          stored += batch;
          untilStored(console, stored);
        }
        report(client, console, file, size);
      }
      assertThat(console.store().traces()).isEqualTo(sizes[sizes.length - 1]);
    }
  }

  private static void untilStored(LocalConsole console, int stored) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> console.counters().stored.sum() == stored);
  }

  private static void report(Client client, LocalConsole console, Path file, int size)
      throws IOException {
    String trace = client.get("/api/traces?limit=1").at("/traces/0/id").asText();
    ObjectNode ids = Json.object();
    ids.putArray("TraceIds").add(trace);
    ObjectNode all = Json.object().put("StartTime", 0).put("EndTime", 9_999_999_999L);
    ObjectNode rare = all.deepCopy().put("FilterExpression", "annotation.tenant = \"none\"");
    double list = millis(() -> client.get("/api/traces"));
    double one = millis(() -> client.post("/Traces", ids));
    double summaries = millis(() -> client.post("/TraceSummaries", all));
    double filter =
        millis(() -> client.get("/api/traces?filter=annotation.tenant%20%3D%20%22x%22"));
    double scan = millis(() -> client.post("/TraceSummaries", rare));
    double graph = millis(() -> client.post("/ServiceGraph", all));
    System.out.printf(
        "%,d traces: list %.1f ms, one trace %.1f ms, summaries %.1f ms, filter matching none"
            + " %.1f ms (page), %.1f ms (API, 20,000 a page), service graph %.1f ms,"
            + " heap %d MB, file %d MB%n",
        size, list, one, summaries, filter, scan, graph, usedMegabytes(), Files.size(file) >> 20);
    assertThat(list).as("list, ms").isLessThan(2_000);
    assertThat(one).as("one trace, ms").isLessThan(1_000);
    assertThat(console.store().failure()).isNull();
  }

  /** The median of several runs after a few to warm up. */
  private static double millis(Runnable query) {
    for (int i = 0; i < 3; i++) {
      query.run();
    }
    long[] nanos = new long[9];
    for (int i = 0; i < nanos.length; i++) {
      long begin = System.nanoTime();
      query.run();
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / 1e6;
  }

  /** Why we read the schema ourselves: what checking one document costs, ours and in full. */
  @Test
  void schemaCheck_isCheapEnoughForEveryDocument() throws IOException {
    JsonNode document = Sender.document();
    byte[] bytes = Json.bytes(document);
    SchemaCheck ours = new SchemaCheck();
    JsonSchema full =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(SchemaCheck.load());
    int rounds = Load.FULL ? 20_000 : 500;

    double parse = microsEach(rounds, () -> parse(bytes));
    double own = microsEach(rounds, () -> ours.firstViolation(document) == null);
    double general = microsEach(rounds, () -> full.validate(document).isEmpty());

    System.out.printf(
        "one document of %d bytes: read %.1f µs, our check %.1f µs, full validator %.1f µs%n",
        bytes.length, parse, own, general);
    assertThat(own).isLessThan(general);
  }

  private static boolean parse(byte[] bytes) {
    try {
      return Json.read(bytes).isObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double microsEach(int rounds, BooleanSupplier work) {
    int worked = 0;
    for (int i = 0; i < rounds; i++) { // warm
      worked += work.getAsBoolean() ? 1 : 0;
    }
    long begin = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      worked += work.getAsBoolean() ? 1 : 0;
    }
    double micros = (System.nanoTime() - begin) / 1e3 / rounds;
    assertThat(worked).isEqualTo(2 * rounds);
    return micros;
  }
}
