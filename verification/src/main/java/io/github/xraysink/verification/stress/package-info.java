// SPDX-License-Identifier: Apache-2.0
/**
 * Races, run by jcstress: who sends an entity when threads end, begin, take and close at once.
 *
 * <p>Each test names what must never be seen. {@link io.github.xraysink.verification.stress.Round}
 * counts in how many documents each entity arrived; anything but one is forbidden, unless the test
 * says why not.
 */
@NullMarked
package io.github.xraysink.verification.stress;

import org.jspecify.annotations.NullMarked;
