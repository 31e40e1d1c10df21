// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

/** Whom we measure, in the order of the table's columns. */
public enum Library {
  /** Our own recorder. */
  XRAYSINK("xraysink"),
  /** The SDK's recorder with our context. */
  DROP_IN("drop-in"),
  /** The X-Ray SDK for Java as it comes. */
  SDK("X-Ray SDK"),
  /** The OpenTelemetry SDK. */
  OPENTELEMETRY("OpenTelemetry"),
  /** Brave, Zipkin's tracer. */
  BRAVE("Brave"),
  /** Micrometer's context propagation, which only carries what others trace; here the X-Ray SDK. */
  MICROMETER("Micrometer"),
  /** OpenTelemetry's Java agent; only where it takes part in starting a process. */
  AGENT("OpenTelemetry agent"),
  /** No tracing. */
  BARE("bare");

  private final String title;

  Library(String title) {
    this.title = title;
  }

  /** As in the table. */
  public String title() {
    return title;
  }

  /** With what is ended thrown away, so that only the work of the calling thread is left. */
  Contender discarding() {
    return contender(false);
  }

  /** With what is ended written and sent as the library's users have it. */
  Contender emitting() {
    return contender(true);
  }

  private Contender contender(boolean emitting) {
    return switch (this) {
      case XRAYSINK -> XrayContender.ours(emitting);
      case DROP_IN -> XrayContender.dropIn(emitting);
      case SDK -> XrayContender.sdk(emitting);
      case OPENTELEMETRY -> new OpenTelemetryContender(emitting);
      case BRAVE -> new BraveContender(emitting);
      case MICROMETER -> new MicrometerContender();
      case AGENT, BARE -> new BareContender();
    };
  }
}
