// SPDX-License-Identifier: Apache-2.0
/** Two AWS Lambda functions, traced with xraysink. */
@NullMarked
package io.github.xraysink.samples.lambda;

import org.jspecify.annotations.NullMarked;
