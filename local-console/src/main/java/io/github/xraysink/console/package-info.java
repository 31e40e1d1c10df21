/**
 * A daemon, a trace store, X-Ray's read API and a web page in one process, for a developer's
 * laptop.
 *
 * <p>Start it with {@link io.github.xraysink.console.LocalConsole}; everything else in here is its
 * inside. Documents go one way: {@code UdpReceiver} or {@code HttpFront} hand bytes to
 * {@code Ingest}, whose single thread reads, checks and writes them to {@code TraceStore}; all
 * readers work on the store.
 */
@NullMarked
package io.github.xraysink.console;

import org.jspecify.annotations.NullMarked;
