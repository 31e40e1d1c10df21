// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import io.github.xraysink.internal.Guard;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Recorders whose context is not ours: what they lose is told once each. */
final class ForeignContexts {

  private static final System.Logger LOG = System.getLogger(ForeignContexts.class.getName());
  private static final Set<AWSXRayRecorder> WARNED =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** The global recorder that was looked at last, so that a capture of nothing costs one look. */
  private static volatile WeakReference<AWSXRayRecorder> lookedAt = new WeakReference<>(null);

  private ForeignContexts() {}

  static boolean usesOurs(AWSXRayRecorder recorder) {
    return recorder instanceof TracingRecorder
        || recorder instanceof DisabledRecorder
        || Guard.call(
            "look at a recorder's segment context",
            false,
            () ->
                recorder.getSegmentContextResolverChain().resolve() instanceof AsyncSegmentContext);
  }

  static @Nullable Entity currentEntity(AWSXRayRecorder recorder) {
    warn(recorder);
    return askFor(recorder);
  }

  /** Nothing was found to capture: is that because the recorder in force keeps it elsewhere? */
  static void warnIfGlobal() {
    AWSXRayRecorder global = Recorders.globalOrNull();
    if (global != null && !lookedAt.refersTo(global)) {
      lookedAt = new WeakReference<>(global);
      if (!usesOurs(global) && askFor(global) != null) {
        warn(global);
      }
    }
  }

  private static @Nullable Entity askFor(AWSXRayRecorder recorder) {
    return Guard.call("ask a recorder for its current entity", null, recorder::getTraceEntity);
  }

  static void warn(AWSXRayRecorder recorder) {
    if (WARNED.add(recorder)) {
      LOG.log(
          Level.WARNING,
          "A recorder uses a segment context that is not xraysink's: what it traces is lost or "
              + "misplaced in other threads. Build it with Xraysink.builder(), or with "
              + "withSegmentContextResolverChain(AsyncSegmentContext.resolverChain()).");
    }
  }
}
