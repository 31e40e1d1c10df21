// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.EmitterStats;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Details for the health endpoint, always up: an application that cannot send traces does its work,
 * and must not be taken out of service for it.
 */
final class XraysinkHealth implements HealthIndicator {

  private final Xraysink xraysink;

  XraysinkHealth(Xraysink xraysink) {
    this.xraysink = xraysink;
  }

  @Override
  public Health health() {
    EmitterStats stats = xraysink.stats();
    return Health.up()
        .withDetail("entitiesSent", stats.entitiesSent())
        .withDetail("entitiesDropped", stats.entitiesDropped())
        .withDetail("queued", stats.queued())
        .withDetail("contextMissing", xraysink.contextStats().contextMissing())
        .build();
  }
}
