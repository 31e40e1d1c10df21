// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Installs {@link XrayMdc} from a Logback configuration, as long as that configuration is in force:
 *
 * <pre>{@code
 * <contextListener class="io.github.xraysink.logs.XrayMdcContextListener">
 *   <traceIdKey>xrayTraceId</traceIdKey> <!-- may be left out, as the others -->
 * </contextListener>
 * }</pre>
 *
 * <p>With it, each line also makes sure that the ids are there: after an {@code MDC.clear()} of the
 * application's, in a Lambda handler before anything has begun, or with a recorder that has never
 * heard of us.
 */
public final class XrayMdcContextListener extends ContextAwareBase
    implements LoggerContextListener, LifeCycle {

  private final XrayMdc.Builder settings = XrayMdc.builder();
  private @Nullable XrayMdc installed;

  /** Made by Logback. */
  public XrayMdcContextListener() {}

  /** As {@link XrayMdc.Builder#traceIdKey}. */
  public void setTraceIdKey(String key) {
    settings.traceIdKey(key);
  }

  /** As {@link XrayMdc.Builder#entityIdKey}. */
  public void setEntityIdKey(String key) {
    settings.entityIdKey(key);
  }

  /** As {@link XrayMdc.Builder#sampledOnly}. */
  public void setSampledOnly(boolean sampledOnly) {
    settings.sampledOnly(sampledOnly);
  }

  @Override
  public void start() {
    if (getContext() instanceof LoggerContext context) {
      PositionCapture.in(context);
      installed = settings.install();
    } else {
      addError("Not in a LoggerContext of logback-classic: no ids in the MDC");
    }
  }

  @Override
  public void stop() {
    XrayMdc mdc = installed;
    installed = null;
    if (mdc != null) {
      mdc.uninstall();
    }
  }

  @Override
  public boolean isStarted() {
    return installed != null;
  }

  /** {@code false}: the next configuration says whether it wants one. */
  @Override
  public boolean isResetResistant() {
    return false;
  }

  @Override
  public void onStart(LoggerContext context) {}

  @Override
  public void onReset(LoggerContext context) {
    stop();
  }

  @Override
  public void onStop(LoggerContext context) {
    stop();
  }

  @Override
  public void onLevelChange(Logger logger, Level level) {}
}
