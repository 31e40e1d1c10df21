// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.LifeCycle;

/**
 * Something that a Logback configuration brings in, as long as it is in force. A
 * {@code <contextListener>} is what all versions of Logback let one name there.
 */
abstract class ConfigurationPart extends ContextAwareBase
    implements LoggerContextListener, LifeCycle {

  private boolean started;

  /** The configuration is being read; what it says further down is still to come. */
  abstract void begin(LoggerContext context);

  /** The configuration is not in force any more. */
  void end() {}

  @Override
  public final void start() {
    if (getContext() instanceof LoggerContext loggerContext) {
      started = true;
      begin(loggerContext);
    } else {
      addError(
          "Not in a LoggerContext of logback-classic: " + getClass().getName() + " is left out");
    }
  }

  @Override
  public final void stop() {
    if (started) {
      started = false;
      end();
    }
  }

  @Override
  public final boolean isStarted() {
    return started;
  }

  /** {@code false}: the next configuration says whether it wants one. */
  @Override
  public final boolean isResetResistant() {
    return false;
  }

  @Override
  public final void onStart(LoggerContext loggerContext) {}

  @Override
  public final void onReset(LoggerContext loggerContext) {
    stop();
  }

  @Override
  public final void onStop(LoggerContext loggerContext) {
    stop();
  }

  @Override
  public final void onLevelChange(Logger logger, Level level) {}
}
