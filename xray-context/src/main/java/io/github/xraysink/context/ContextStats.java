// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

/**
 * What a context met and kept away from the application, since it was built.
 *
 * @param openEntities entities held at this moment because they have not ended
 * @param contextMissing operations that found no segment to work on
 * @param forgotten entities sent in progress and no longer held, for being open too long or too
 *     many
 * @param ignoredWrites writes to entities that had been sent, and null keys or values
 * @param refusedCopies attempts to send an entity a second time
 * @param faults exceptions of ours, of the SDK, of listeners and hooks that were kept back, in the
 *     whole process
 */
public record ContextStats(
    long openEntities,
    long contextMissing,
    long forgotten,
    long ignoredWrites,
    long refusedCopies,
    long faults) {}
