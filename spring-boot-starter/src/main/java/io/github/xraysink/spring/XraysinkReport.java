// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.context.ContextStats;
import io.github.xraysink.emit.EmitterStats;

/**
 * What the endpoint answers.
 *
 * @param emitter what was begun and what became of it
 * @param context what was kept away from the application
 */
record XraysinkReport(EmitterStats emitter, ContextStats context) {}
