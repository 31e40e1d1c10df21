// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Needs Java 21: there are no virtual threads before. */
@EnabledForJreRange(min = JRE.JAVA_21)
@Timeout(60)
class VirtualThreadsTest {

  @Test
  void sendingFromVirtualThreads_pinsNoCarrier(@TempDir Path directory) throws Exception {
    RecordingTransport transport = new RecordingTransport();
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    Path file = directory.resolve("pinned.jfr");
    try (BoundedEmitter emitter =
            BoundedEmitter.builder().transport(transport).queueCapacity(100_000).build();
        Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadPinned").withoutThreshold();
      recording.start();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        long id = i + 1;
        Runnable work = () -> {
          emitter.accept(TestEntity.segment("s", id));
          emitter.sendSegment(new HandoverSegment(TestEntity.segment("h", id + 10_000)));
        };
        threads.add((Thread) start.invoke(null, work));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      emitter.flush(Duration.ofSeconds(20));
      recording.stop();
      recording.dump(file);

      assertThat(emitter.stats().entitiesSent()).isEqualTo(10_000);
      assertThat(RecordingFile.readAllEvents(file))
          .filteredOn(event -> event.getStackTrace().getFrames().stream()
              .anyMatch(frame ->
                  frame.getMethod().getType().getName().startsWith("io.github.xraysink.emit.B")))
          .isEmpty();
    }
  }
}
