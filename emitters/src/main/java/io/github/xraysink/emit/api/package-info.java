// SPDX-License-Identifier: Apache-2.0
/** Traces straight to the X-Ray API, and central sampling from it: no daemon. */
@NullMarked
package io.github.xraysink.emit.api;

import org.jspecify.annotations.NullMarked;
