// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import ch.qos.logback.classic.LoggerContext;
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
public final class XrayMdcContextListener extends ConfigurationPart {

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
  void begin(LoggerContext context) {
    PositionCapture.in(context);
    installed = settings.install();
  }

  @Override
  void end() {
    XrayMdc mdc = installed;
    installed = null;
    if (mdc != null) {
      mdc.uninstall();
    }
  }
}
