// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import io.github.xraysink.samples.orders.show.Pen.Paint;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Draws one trace as a tree, with a bar of time for each entity. */
final class TraceView {

  /** How much room names get, with the branches before them. */
  static final int NAMES = 30;

  private final Pen pen;
  private final Judgement judgement;
  private final List<SeenEntity> trace;
  private final TimeBar times;

  /**
   * A view of a trace.
   *
   * @param trace all its entities, at least one, in order of their beginning
   */
  TraceView(Pen pen, Judgement judgement, List<SeenEntity> trace) {
    this.pen = pen;
    this.judgement = judgement;
    this.trace = trace;
    this.times = new TimeBar(pen, trace);
  }

  /**
   * The lines of the trace. What hangs under something that did not arrive is drawn as if it hung
   * under nothing.
   */
  String draw() {
    StringBuilder text = new StringBuilder();
    for (SeenEntity entity : trace) {
      if (judgement.seen().parentOf(entity) == null) {
        line(text, entity, "");
        children(text, entity, "");
      }
    }
    return text.toString();
  }

  private void children(StringBuilder text, SeenEntity parent, String before) {
    List<SeenEntity> below = trace.stream()
        .filter(each -> Objects.equals(each.parentId(), parent.id()))
        .toList();
    for (int i = 0; i < below.size(); i++) {
      boolean last = i == below.size() - 1;
      line(text, below.get(i), before + pen.branch(last));
      children(text, below.get(i), before + pen.trunk(last));
    }
  }

  private void line(StringBuilder text, SeenEntity entity, String before) {
    List<Remark> remarks = judgement.remarksOn(entity);
    boolean wrong = remarks.stream().anyMatch(Remark::wrong);
    String name = entity.name() + (entity.request() == null ? "" : ": " + entity.request());
    String padding = " ".repeat(Math.max(1, NAMES - before.length() - name.length()));
    Paint paint = wrong ? Paint.WRONG : remarks.isEmpty() ? Paint.WELL : Paint.NOTE;
    text.append("  ")
        .append(pen.paint(Paint.FAINT, before))
        .append(entity.segment() ? pen.paint(Paint.TITLE, name) : name)
        .append(padding)
        .append(times.draw(entity, paint))
        .append(TimeBar.duration(entity))
        .append(remarks.isEmpty() ? "" : "  " + draw(remarks))
        .append('\n');
  }

  private String draw(List<Remark> remarks) {
    return remarks.stream()
        .map(remark -> pen.paint(remark.wrong() ? Paint.WRONG : Paint.NOTE, text(remark)))
        .collect(Collectors.joining(", "));
  }

  private String text(Remark remark) {
    return remark.wrong() ? pen.no() + " " + remark.text() : remark.text();
  }
}
