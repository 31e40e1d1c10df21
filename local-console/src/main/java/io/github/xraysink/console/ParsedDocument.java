// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A segment document, or a subsegment sent on its own, that can be stored.
 *
 * @param traceId the trace it belongs to, lower case
 * @param id its own id
 * @param inProgress whether a complete one is still to come
 * @param root the document as read
 * @param body the document as received
 */
record ParsedDocument(
    String traceId, String id, boolean inProgress, ObjectNode root, byte[] body) {}
