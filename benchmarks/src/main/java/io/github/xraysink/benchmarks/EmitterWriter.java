// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.TraceDocument;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;

/**
 * The writer our emitter's thread uses, with its buffer that is used again and again. Nobody else
 * needs it, so it is not public; method handles that never change cost nothing.
 */
final class EmitterWriter {

  private static final int LIMIT_BYTES = 64_000;
  private static final MethodHandle NEW;
  private static final MethodHandle WRITE;

  static {
    try {
      Class<?> type = Class.forName(EntityView.class.getPackageName() + ".DocumentWriter");
      MethodHandles.Lookup inside =
          MethodHandles.privateLookupIn(EntityView.class, MethodHandles.lookup());
      NEW = inside
          .findConstructor(type, MethodType.methodType(void.class, int.class))
          .asType(MethodType.methodType(Object.class, int.class));
      Class<?> result =
          Class.forName(EntityView.class.getPackageName() + ".DocumentSplitter$Result");
      WRITE = inside
          .findVirtual(
              type, "write", MethodType.methodType(result, EntityView.class, Consumer.class))
          .asType(
              MethodType.methodType(void.class, Object.class, EntityView.class, Consumer.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object writer;
  private int bytes;
  private final Consumer<TraceDocument> count = document -> bytes += document.json().length;

  EmitterWriter() {
    try {
      writer = (Object) NEW.invokeExact(LIMIT_BYTES);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the tree below {@code root}; returns how many bytes its documents have. */
  int write(EntityView root) {
    bytes = 0;
    try {
      WRITE.invokeExact(writer, root, (Consumer) count);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return bytes;
  }
}
