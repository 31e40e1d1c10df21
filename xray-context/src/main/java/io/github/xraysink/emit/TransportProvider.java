// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Makes a transport that the setting {@code xraysink.emitter} can name: the seam through which
 * modules bring destinations other than the daemon. Registered in
 * {@code META-INF/services/io.github.xraysink.emit.TransportProvider}.
 *
 * <p>Providers are made and asked for their name when a recorder is built, also those that nobody
 * wants: {@link #name} must load no class of an optional library.
 */
public interface TransportProvider {

  /** What the setting calls it: lower-case letters, digits and hyphens, like {@code api}. */
  String name();

  /**
   * Opens the destination. Called while a recorder is built, on that thread; should connect to
   * nothing yet.
   *
   * @param settings what was set for this destination
   * @throws IllegalArgumentException if a library is missing or a setting is of no use; the message
   *     names it and says what to do
   */
  Destination open(TransportSettings settings);

  /**
   * What a provider opened.
   *
   * @param transport where documents go; closed with the emitter that gets it
   * @param samplingStrategy who decides about new traces where the application named nobody, for
   *     destinations that need no daemon for it; {@code null} for the SDK's own. It must start
   *     nothing before it is asked, and is shut down with the recorder
   */
  record Destination(DocumentTransport transport, @Nullable SamplingStrategy samplingStrategy) {}
}
