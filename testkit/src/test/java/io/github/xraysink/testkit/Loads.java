// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Work for many threads. How much is set by {@code -Dxraysink.load=short|full}; {@code short}
 * unless given.
 */
final class Loads {

  private static final boolean FULL = "full".equals(System.getProperty("xraysink.load"));

  private Loads() {}

  static int scaled(int shortLoad, int fullLoad) {
    return FULL ? fullLoad : shortLoad;
  }

  /**
   * One segment with {@code children} open subsegments that are ended by as many threads at once.
   *
   * @param threads at least {@code children}, and one more if the segment ends with them
   * @param endSegmentToo whether the segment is ended by one more thread at the same moment;
   *     otherwise before
   */
  static void lastChildrenEndTogether(
      AWSXRayRecorder recorder, ExecutorService threads, int children, boolean endSegmentToo) {
    CyclicBarrier together = new CyclicBarrier(endSegmentToo ? children + 1 : children);
    Segment segment = recorder.beginSegment("segment");
    List<Future<?>> ends = new ArrayList<>();
    List<Subsegment> open = new ArrayList<>();
    for (int i = 0; i < children; i++) {
      LawsBase.moveTo(recorder, segment);
      open.add(recorder.beginSubsegment("child"));
    }
    LawsBase.moveTo(recorder, segment);
    if (endSegmentToo) {
      recorder.clearTraceEntity();
      ends.add(threads.submit(() -> endSegment(recorder, segment, together)));
    } else {
      recorder.endSegment();
    }
    for (Subsegment child : open) {
      ends.add(threads.submit(() -> {
        LawsBase.await(together);
        recorder.endSubsegment(child);
      }));
    }
    ends.forEach(LawsBase::join);
  }

  private static void endSegment(AWSXRayRecorder recorder, Segment segment, CyclicBarrier when) {
    LawsBase.moveTo(recorder, segment);
    LawsBase.await(when);
    recorder.endSegment();
  }

  /** Requests that end at once while their tasks, one subsegment each, wait for threads. */
  static void requestsOutlivedByWorkers(
      Situation s, ExecutorService workers, int requests, int tasksEach) {
    ExecutorService carrying = s.propagating(workers);
    CountDownLatch done = new CountDownLatch(requests * tasksEach);
    for (int i = 0; i < requests; i++) {
      s.recorder().beginSegment("request");
      for (int j = 0; j < tasksEach; j++) {
        carrying.execute(() -> {
          try {
            s.recorder().beginSubsegment("task");
            s.recorder().endSubsegment();
          } finally {
            done.countDown();
          }
        });
      }
      s.recorder().endSegment();
    }
    LawsBase.await(done);
  }
}
