// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import java.util.Map;
import org.apache.logging.log4j.core.util.ContextDataProvider;

/**
 * Gives Log4j 2 the same keys as {@link XrayMdc}: {@code %X{traceId}} and {@code %X{xrayEntityId}}
 * in patterns, and both in JSON layouts. Log4j asks on the thread that logs, when it makes the
 * event, so asynchronous loggers and appenders are right as well.
 *
 * <p>Found by Log4j through {@code META-INF/services}; nothing loads this class where that library
 * is absent.
 */
public final class XrayContextDataProvider implements ContextDataProvider {

  /** Made by Log4j. */
  public XrayContextDataProvider() {
    XrayLogGroups.start();
  }

  /** The ids of where the calling thread is; empty outside a trace. Never throws. */
  @Override
  public Map<String, String> supplyContextData() {
    try {
      LogPosition position = LogPosition.current();
      if (position == null) {
        return Map.of();
      }
      String entityId = position.entityId();
      return entityId == null
          ? Map.of(XrayMdc.TRACE_ID, position.traceId())
          : Map.of(XrayMdc.TRACE_ID, position.traceId(), XrayMdc.ENTITY_ID, entityId);
    } catch (Throwable fault) {
      LogFaults.caught("find the trace of a log line", fault);
      return Map.of();
    }
  }
}
