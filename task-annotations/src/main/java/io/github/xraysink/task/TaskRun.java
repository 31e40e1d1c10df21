// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.util.Optional;

/**
 * One run of a task, as told to a {@link TaskListener}.
 *
 * @param path of the task, without a leading slash
 * @param traceId the run's trace, {@code 1-<8 hex>-<24 hex>}; empty where nothing traces
 * @param sampled whether the trace is sent
 */
public record TaskRun(String path, Optional<String> traceId, boolean sampled) {}
