// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what its encoder makes of each event, under the appender's name. */
public final class CollectingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private static final Map<String, ConcurrentLinkedQueue<String>> LINES = new ConcurrentHashMap<>();

  private Encoder<ILoggingEvent> encoder;

  public void setEncoder(Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
  }

  static void clear() {
    LINES.clear();
  }

  static List<String> lines(String appender) {
    return List.copyOf(LINES.getOrDefault(appender, new ConcurrentLinkedQueue<>()));
  }

  @Override
  protected void append(ILoggingEvent event) {
    LINES
        .computeIfAbsent(getName(), name -> new ConcurrentLinkedQueue<>())
        .add(new String(encoder.encode(event), StandardCharsets.UTF_8).strip());
  }
}
