// SPDX-License-Identifier: Apache-2.0
/**
 * Handlers of AWS Lambda functions, and messages on Lambda and elsewhere. All but
 * {@code XrayMessages} needs {@code aws-lambda-java-core}, which a function has anyway.
 */
@NullMarked
package io.github.xraysink.lambda;

import org.jspecify.annotations.NullMarked;
