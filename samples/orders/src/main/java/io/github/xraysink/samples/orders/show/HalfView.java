// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import io.github.xraysink.samples.orders.show.Pen.Paint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws all traces of one run, then what is missing from them, and what was logged. */
final class HalfView {

  private static final int LONGEST_LOG_LINE = 170;

  private final Pen pen;

  HalfView(Pen pen) {
    this.pen = pen;
  }

  String draw(Half half) {
    StringBuilder text = new StringBuilder();
    text.append(pen.paint(Paint.TITLE, "Traced with " + half.title())).append("\n\n");
    Judgement judgement = half.judgement();
    for (List<SeenEntity> trace : judgement.seen().traces()) {
      text.append(new TraceView(pen, judgement, trace).draw()).append('\n');
    }
    lost(text, judgement);
    if (half.thrown() != null) {
      text.append("  ").append(wrong("the job failed: " + half.thrown())).append("\n\n");
    }
    logged(text, half.logged());
    return text.toString();
  }

  private void lost(StringBuilder text, Judgement judgement) {
    List<Expected> lost = judgement.lost();
    for (Expected each : lost) {
      String name = each.parent().isEmpty() ? each.name() : each.parent() + " > " + each.name();
      String times =
          each.times() == 1 ? "" : " (" + judgement.missing(each) + " of " + each.times() + ")";
      text.append("  ")
          .append(wrong("lost: " + each.request() + ": " + name + times))
          .append('\n');
    }
    text.append(lost.isEmpty() ? "" : "\n");
  }

  private void logged(StringBuilder text, List<String> lines) {
    Map<String, Integer> distinct = new LinkedHashMap<>();
    lines.forEach(line -> distinct.merge(line, 1, Integer::sum));
    distinct.forEach((line, times) -> {
      String once = line.replace('\n', ' ');
      String cut =
          once.length() <= LONGEST_LOG_LINE ? once : once.substring(0, LONGEST_LOG_LINE) + "...";
      String count = times == 1 ? "" : " (" + times + " times)";
      text.append(pen.paint(Paint.FAINT, "  log: " + cut + count)).append('\n');
    });
    text.append(distinct.isEmpty() ? "" : "\n");
  }

  private String wrong(String what) {
    return pen.paint(Paint.WRONG, pen.no() + " " + what);
  }
}
