// SPDX-License-Identifier: Apache-2.0
/** What stands in for AWS on a laptop: DynamoDB, SQS, and X-Ray. */
@NullMarked
package io.github.xraysink.samples.storefront.local;

import org.jspecify.annotations.NullMarked;
