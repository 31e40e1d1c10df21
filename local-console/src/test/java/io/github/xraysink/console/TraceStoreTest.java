// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static io.github.xraysink.console.Documents.T0;
import static io.github.xraysink.console.Documents.inProgress;
import static io.github.xraysink.console.Documents.parsed;
import static io.github.xraysink.console.Documents.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceStoreTest {

  private static final Bounds WIDE = new Bounds(1_000, 1 << 30, Duration.ofDays(1));

  @TempDir
  Path folder;

  private static String put(TraceStore store, long nowMillis, ObjectNode document) {
    store.write(writer -> {
      writer.put(parsed(document), nowMillis);
      writer.refresh(true);
      writer.evict(nowMillis);
      writer.commit();
      return true;
    });
    return document.get("trace_id").textValue();
  }

  private static List<String> list(TraceStore store) {
    return store.read(reader ->
        reader.list(0, Long.MAX_VALUE, null, 100_000, 100_000, trace -> true).records().stream()
            .map(TraceRecord::traceId)
            .toList());
  }

  private static List<String> logs(TraceStore store, String traceId) {
    return store.read(reader -> reader.logLines(traceId));
  }

  @Test
  void evict_dropsTheOldestReceivedBeyondTheCount() {
    try (TraceStore store = TraceStore.open(null, new Bounds(3, 1 << 30, Duration.ofDays(1)))) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ids.add(put(store, 1_000 + i, segment(Documents.newTraceId(), "s", T0 + i, 1)));
      }

      assertThat(list(store)).containsExactly(ids.get(4), ids.get(3), ids.get(2));
      assertThat(store.traces()).isEqualTo(3);
      assertThat(store.evicted()).isEqualTo(2);
      assertThat(store.<Boolean>read(reader -> reader.tree(ids.get(0)).isPresent()))
          .isFalse();
    }
  }

  @Test
  void evict_keepsTheBytesBound() {
    Bounds bounds = new Bounds(1_000, 10_000, Duration.ofDays(1));
    try (TraceStore store = TraceStore.open(null, bounds)) {
      for (int i = 0; i < 50; i++) {
        ObjectNode document = segment(Documents.newTraceId(), "s", T0 + i, 1);
        document.putObject("metadata").putObject("default").put("pad", "x".repeat(900));
        put(store, 1_000, document);
        assertThat(store.bytes()).isLessThanOrEqualTo(10_000);
      }
      assertThat(store.traces()).isBetween(5L, 10L);
    }
  }

  @Test
  void evict_dropsWhatIsTooOldByReceiptNotByItsOwnClock() {
    Bounds bounds = new Bounds(1_000, 1 << 30, Duration.ofSeconds(10));
    try (TraceStore store = TraceStore.open(null, bounds)) {
      put(store, 0, segment(Documents.newTraceId(), "future", T0 * 2, 1));
      String fresh = put(store, 10_001, segment(Documents.newTraceId(), "ancient", 5, 1));

      assertThat(list(store)).containsExactly(fresh);
    }
  }

  @Test
  void put_ignoresDuplicatesAndLateInProgress() {
    try (TraceStore store = TraceStore.open(null, WIDE)) {
      ObjectNode complete = segment(Documents.newTraceId(), "s", T0, 1);
      ObjectNode open = inProgress(complete.deepCopy());
      List<TraceWriter.Put> puts = new ArrayList<>();
      for (ObjectNode each : List.of(open, open, complete, complete, open)) {
        puts.add(store.write(writer -> writer.put(parsed(each), 5)));
      }

      assertThat(puts)
          .containsExactly(
              TraceWriter.Put.STORED,
              TraceWriter.Put.DUPLICATE,
              TraceWriter.Put.STORED,
              TraceWriter.Put.DUPLICATE,
              TraceWriter.Put.DUPLICATE);
    }
  }

  @Test
  void put_stopsTakingDocumentsOfATraceThatHasTooMany() {
    try (TraceStore store = TraceStore.open(null, WIDE)) {
      String trace = Documents.newTraceId();
      TraceWriter.Put last = TraceWriter.Put.STORED;
      for (int i = 0; i <= TraceWriter.MAX_DOCUMENTS_PER_TRACE; i++) {
        ParsedDocument document = parsed(segment(trace, "s", T0, 1));
        last = store.write(writer -> writer.put(document, 5));
      }

      assertThat(last).isEqualTo(TraceWriter.Put.TRACE_FULL);
    }
  }

  @Test
  void open_findsWhatWasCommitted() {
    String file = folder.resolve("traces.db").toString();
    String id;
    try (TraceStore store = TraceStore.open(file, WIDE)) {
      id = put(store, 7, segment(Documents.newTraceId(), "kept", T0, 1));
    }

    try (TraceStore store = TraceStore.open(file, WIDE)) {
      assertThat(list(store)).containsExactly(id);
      assertThat(store.traces()).isEqualTo(1);
      assertThat(store.bytes()).isPositive();
      put(store, 8, segment(Documents.newTraceId(), "more", T0 + 1, 1));
      assertThat(list(store)).hasSize(2);
    }
  }

  /** A crash between a commit of documents and the record of a long trace leaves it stale. */
  @Test
  void open_worksOutRecordsThatWereBehind() {
    String file = folder.resolve("traces.db").toString();
    ObjectNode document = segment(Documents.newTraceId(), "behind", T0, 1);
    try (TraceStore store = TraceStore.open(file, WIDE)) {
      store.write(writer -> {
        writer.put(parsed(document), 7);
        writer.commit();
        return true;
      });
      assertThat(list(store)).isEmpty();
    }

    try (TraceStore store = TraceStore.open(file, WIDE)) {
      assertThat(list(store)).containsExactly(document.get("trace_id").textValue());
    }
  }

  @Test
  void open_saysWhyAFileCannotBeOpened() throws Exception {
    Path notAStore = folder.resolve("notes.txt");
    Files.writeString(notAStore, "not a store, and precious".repeat(1_000));

    assertThatThrownBy(() -> TraceStore.open(notAStore.toString(), WIDE))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("notes.txt");
    assertThat(Files.readString(notAStore)).startsWith("not a store, and precious");
  }

  @Test
  void logs_areBoundedAndGoWithTheirTrace() {
    try (TraceStore store = TraceStore.open(null, new Bounds(1, 1 << 30, Duration.ofDays(1)))) {
      String first = put(store, 1, segment(Documents.newTraceId(), "a", T0, 1));
      store.write(writer -> {
        writer.logs().add(first, "hello " + first);
        return true;
      });
      assertThat(logs(store, first)).containsExactly("hello " + first);

      put(store, 2, segment(Documents.newTraceId(), "b", T0, 1));

      assertThat(logs(store, first)).isEmpty();
    }
  }

  /** Bounds are kept by dropping; the file must not grow for ever all the same. */
  @Test
  void tidy_letsNewTracesUseTheSpaceOfDroppedOnes() throws Exception {
    Path file = folder.resolve("traces.db");
    long bound = 8 << 20;
    try (TraceStore store =
        TraceStore.open(file.toString(), new Bounds(100_000, bound, Duration.ofDays(1)))) {
      String pad = "x".repeat(8_000);
      for (int i = 0; i < 12_000; i++) { // a hundred megabytes through eight
        ObjectNode document = segment(Documents.newTraceId(), "s", T0 + i, 1);
        document.putObject("metadata").putObject("default").put("pad", pad);
        store.write(writer -> writer.put(parsed(document), 1_000));
        if (i % 100 == 99) {
          store.write(writer -> {
            writer.refresh(true);
            writer.evict(1_000);
            writer.commit();
            return true;
          });
        }
        if (i % 500 == 499) {
          store.tidy();
        }
      }
      assertThat(store.bytes()).isLessThanOrEqualTo(bound);
      assertThat(store.failure()).isNull();
      assertThat(list(store)).hasSize((int) store.traces());
    }
    // How much depends on how long freed space is left alone, so on how fast this runs.
    assertThat(Files.size(file)).isLessThan(90L << 20);
    System.out.printf("96 MB through a bound of 8 MB: file of %d MB%n", Files.size(file) >> 20);
  }
}
