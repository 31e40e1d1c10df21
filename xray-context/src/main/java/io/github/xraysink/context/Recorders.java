// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.internal.Guard;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The recorders of this process, and which of them is in force.
 *
 * <p>The SDK's {@code AWSXRay} opens a socket when it is first touched. Nothing here touches it
 * before somebody has configured it with something of ours.
 */
final class Recorders {

  private static final List<RecorderListener> LISTENERS = new CopyOnWriteArrayList<>();
  // Guarded by itself. Newest last; weak, because whoever built a recorder decides how long it
  // lives.
  private static final List<WeakReference<AWSXRayRecorder>> BUILT = new ArrayList<>();
  private static volatile boolean globalIsConfigured;

  private Recorders() {}

  /** Something of ours was given to the SDK's global recorder, or is about to be. */
  static void globalIsConfigured() {
    globalIsConfigured = true;
  }

  /**
   * The recorder to use when none is named: the SDK's global one if it has a context of ours and
   * was not closed, else the one built last; {@code null} if nobody configured any.
   */
  static @Nullable AWSXRayRecorder inForce() {
    AWSXRayRecorder global = globalOrNull();
    if (global != null && ForeignContexts.usesOurs(global) && !isRetired(global)) {
      return global;
    }
    AWSXRayRecorder newest = newestBuilt();
    return newest == null ? global : newest;
  }

  /** The SDK's global recorder, once somebody has configured it with something of ours. */
  static @Nullable AWSXRayRecorder globalOrNull() {
    return globalIsConfigured ? AWSXRay.getGlobalRecorder() : null;
  }

  private static boolean isRetired(AWSXRayRecorder recorder) {
    return recorder instanceof TracingRecorder ours && ours.isRetired();
  }

  private static @Nullable AWSXRayRecorder newestBuilt() {
    List<AWSXRayRecorder> there = there();
    return there.isEmpty() ? null : there.get(there.size() - 1);
  }

  static void built(AWSXRayRecorder recorder) {
    synchronized (BUILT) {
      BUILT.add(new WeakReference<>(recorder));
    }
    for (RecorderListener listener : LISTENERS) {
      Guard.run("tell a recorder listener", () -> listener.onBuilt(recorder));
    }
  }

  static void installed(AWSXRayRecorder recorder) {
    globalIsConfigured();
    AWSXRay.setGlobalRecorder(recorder);
    for (RecorderListener listener : LISTENERS) {
      Guard.run("tell a recorder listener", () -> listener.onInstalled(recorder));
    }
  }

  /** The recorder was closed: it is not in force any more unless it is the global one. */
  static void closed(AWSXRayRecorder recorder) {
    if (recorder instanceof TracingRecorder ours) {
      ours.retire();
    }
    synchronized (BUILT) {
      BUILT.removeIf(reference -> reference.get() == null || reference.get() == recorder);
    }
  }

  static void add(RecorderListener listener) {
    Objects.requireNonNull(listener, "listener");
    if (LISTENERS.contains(listener)) {
      return;
    }
    LISTENERS.add(listener);
    for (AWSXRayRecorder recorder : there()) {
      Guard.run("tell a recorder listener", () -> listener.onBuilt(recorder));
      if (globalIsConfigured && AWSXRay.getGlobalRecorder() == recorder) {
        Guard.run("tell a recorder listener", () -> listener.onInstalled(recorder));
      }
    }
  }

  static void remove(RecorderListener listener) {
    LISTENERS.remove(listener);
  }

  private static List<AWSXRayRecorder> there() {
    synchronized (BUILT) {
      List<AWSXRayRecorder> there = new ArrayList<>();
      for (WeakReference<AWSXRayRecorder> reference : BUILT) {
        AWSXRayRecorder recorder = reference.get();
        if (recorder != null) {
          there.add(recorder);
        }
      }
      return there;
    }
  }
}
