// SPDX-License-Identifier: Apache-2.0
/** Pictures are scaled in the background: a program without a framework, traced. */
@NullMarked
package io.github.xraysink.samples.worker;

import org.jspecify.annotations.NullMarked;
