// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GuardTest {

  /** Held here because the logging framework holds its loggers weakly. */
  private final Logger guardLog = Logger.getLogger(Guard.class.getName());

  @BeforeEach
  void silence() {
    guardLog.setLevel(Level.OFF);
  }

  @AfterEach
  void unsilence() {
    guardLog.setLevel(null);
  }

  static Throwable[] faults() {
    return new Throwable[] {
      new IllegalStateException("hook"),
      new IOException("socket"),
      new AssertionError("listener"),
      new StackOverflowError(),
      new OutOfMemoryError("simulated"),
    };
  }

  @ParameterizedTest
  @MethodSource("faults")
  void run_keepsBackWhateverIsThrownAndCountsIt(Throwable fault) {
    long before = Guard.faults();

    assertThatCode(() -> Guard.run("notify", () -> {
          throw fault;
        }))
        .doesNotThrowAnyException();

    assertThat(Guard.faults()).isEqualTo(before + 1);
  }

  @Test
  void call_givesTheResultOfTheWork() {
    assertThat(Guard.call("name", "fallback", () -> "result")).isEqualTo("result");
  }

  @Test
  void call_givesTheFallbackWhenTheWorkThrows() {
    String result = Guard.call("name", "fallback", () -> {
      throw new IllegalStateException("naming");
    });

    assertThat(result).isEqualTo("fallback");
  }
}
