// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import org.jspecify.annotations.Nullable;

/**
 * Reads one {@code X-Amzn-Trace-Id}: one pass over the text, copying only what is kept. For one
 * header, one thread.
 */
final class TraceHeaderReader {

  /** How many other fields are looked at, so that thousands of them cannot cost a request much. */
  static final int MAX_TRIED = 4 * HeaderFields.MAX_COUNT;

  private final String text;

  private boolean rootSeen;
  private boolean parentSeen;
  private boolean decisionSeen;
  private @Nullable String root;
  private @Nullable String parent;
  private SamplingDecision decision = SamplingDecision.UNKNOWN;
  private HeaderFields.@Nullable Builder extras;
  private int tried;

  TraceHeaderReader(String text) {
    this.text = text;
  }

  IncomingTrace read() {
    int end = Math.min(text.length(), TraceHeaders.MAX_READ_CHARS);
    int from = 0;
    while (from < end) {
      from = readPart(from, end) + 1;
    }
    return result();
  }

  /** Reads the part that begins at {@code from}; returns where it ends. */
  private int readPart(int from, int end) {
    int semicolon = text.indexOf(';', from);
    int at = semicolon < 0 ? end : Math.min(semicolon, end);
    int equals = from;
    while (equals < at && text.charAt(equals) != '=') {
      equals++;
    }
    boolean cut = at == end && end < text.length();
    if (equals < at && !cut) {
      readField(from, equals, at);
    }
    return at;
  }

  private void readField(int from, int equals, int to) {
    int keyFrom = skipBlanks(from, equals);
    int keyTo = dropBlanks(keyFrom, equals);
    int valueFrom = skipBlanks(equals + 1, to);
    int valueTo = dropBlanks(valueFrom, to);
    if (is(TraceHeaders.ROOT, keyFrom, keyTo)) {
      root = rootSeen ? root : HexIds.traceId(text, valueFrom, valueTo);
      rootSeen = true;
    } else if (is(TraceHeaders.PARENT, keyFrom, keyTo)) {
      parent = parentSeen ? parent : HexIds.entityId(text, valueFrom, valueTo);
      parentSeen = true;
    } else if (is(TraceHeaders.SAMPLED, keyFrom, keyTo)) {
      decision = decisionSeen ? decision : SamplingDecision.read(text, valueFrom, valueTo);
      decisionSeen = true;
    } else if (!is(TraceHeaders.SELF, keyFrom, keyTo)) {
      readExtra(keyFrom, keyTo, valueFrom, valueTo);
    }
  }

  private void readExtra(int keyFrom, int keyTo, int valueFrom, int valueTo) {
    tried++;
    if (tried > MAX_TRIED
        || keyTo - keyFrom > HeaderFields.MAX_KEY_CHARS
        || valueTo - valueFrom > HeaderFields.MAX_VALUE_CHARS) {
      return;
    }
    if (extras == null) {
      extras = new HeaderFields.Builder(HeaderFields.MAX_CHARS);
    }
    extras.offer(text.substring(keyFrom, keyTo), text.substring(valueFrom, valueTo));
  }

  private IncomingTrace result() {
    HeaderFields fields = extras == null ? HeaderFields.EMPTY : extras.build();
    boolean malformed = rootSeen && root == null;
    SamplingDecision trusted = malformed ? SamplingDecision.UNKNOWN : decision;
    if (root == null && trusted == SamplingDecision.UNKNOWN && fields.isEmpty()) {
      return IncomingTrace.none();
    }
    return new IncomingTrace(root, root == null ? null : parent, trusted, fields);
  }

  private boolean is(String key, int from, int to) {
    return to - from == key.length()
        && (text.startsWith(key, from) || text.regionMatches(true, from, key, 0, key.length()));
  }

  private int skipBlanks(int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  private int dropBlanks(int from, int to) {
    int at = to;
    while (at > from && text.charAt(at - 1) <= ' ') {
      at--;
    }
    return at;
  }
}
