// SPDX-License-Identifier: Apache-2.0
/** The same traces to any OpenTelemetry back end, and one trace with OpenTelemetry's own spans. */
@NullMarked
package io.github.xraysink.emit.otel;

import org.jspecify.annotations.NullMarked;
