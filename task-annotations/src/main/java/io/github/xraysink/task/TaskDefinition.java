// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import com.amazonaws.xray.entities.Segment;
import io.github.xraysink.context.SegmentOptions;
import io.github.xraysink.context.StartedSegment;
import io.github.xraysink.context.StartedSubsegment;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.internal.Guard;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Work that is a task. The console's lists assume that every trace begins with an HTTP request, so
 * a task's segment describes one that never was:
 *
 * <pre>{@code
 * "http": {"request": {"url": "task://localhost/Reports/nightly",
 *     "client_ip": "127.0.0.1", "user_agent": "BackgroundTask xraysink/0.1.0"}}
 * }</pre>
 *
 * @param path without a leading slash
 * @param name of the segment; the service's if {@code null}
 */
record TaskDefinition(String path, @Nullable String name, Map<String, Object> annotations)
    implements Definition {

  static final String CREATE = "Create Task: ";
  private static final String REQUEST = "request";
  private static final String URL = "url";

  /**
   * Inside a trace this leaves a subsegment behind for the run to hang below. On Lambda, where the
   * run will be a subsegment itself, there is no need for it.
   */
  @Override
  public TraceSnapshot announce() {
    TraceSnapshot here = TraceSnapshot.capture();
    if (here == TraceSnapshot.none() || XraySegments.below(here).becomesSubsegment()) {
      return here;
    }
    StartedSubsegment link = XraySubsegments.start(CREATE + path);
    link.subsegment()
        .ifPresent(subsegment -> Guard.run(
            "describe a task",
            () -> subsegment.putHttp(REQUEST, Map.of(URL, TaskPaths.url(path)))));
    link.finish();
    return link.snapshot();
  }

  @Override
  public Recording begin(TraceSnapshot from, Map<String, Object> parameters) {
    SegmentOptions options = XraySegments.below(from).sampledBy(null, null, "/" + path);
    boolean subsegment = options.becomesSubsegment();
    StartedSegment started = options.start(name == null && subsegment ? path : name);
    started
        .segment()
        .ifPresent(segment ->
            Guard.run("describe a task", () -> describe(segment, subsegment, parameters)));
    return new InSegment(path, started);
  }

  private void describe(Segment segment, boolean subsegment, Map<String, Object> parameters) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put(URL, TaskPaths.url(path));
    if (!subsegment) {
      request.put("client_ip", "127.0.0.1");
      request.put("user_agent", TaskPaths.USER_AGENT);
    }
    segment.putHttp(REQUEST, request);
    Annotations.put(segment, annotations);
    Annotations.put(segment, parameters);
  }
}
