// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.worker;

import com.amazonaws.xray.AWSXRay;
import io.github.xraysink.context.XrayFutures;
import io.github.xraysink.context.XraySubsegments;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Scales pictures in the background. A picture called {@code broken} cannot be scaled. */
final class Thumbnails {

  private static final List<Integer> WIDTHS = List.of(64, 256, 1024);

  private final Executor pool;
  private final Map<String, CompletableFuture<String>> pictures = new ConcurrentHashMap<>();
  private final AtomicInteger scaled = new AtomicInteger();

  Thumbnails(Executor pool) {
    this.pool = pool;
  }

  /** Begins to scale and returns. */
  void scale(String name) {
    AWSXRay.getCurrentSegmentOptional().ifPresent(at -> at.putAnnotation("picture", name));
    List<CompletableFuture<String>> sizes =
        WIDTHS.stream().map(width -> scale(name, width)).toList();
    CompletableFuture<Void> all = CompletableFuture.allOf(sizes.toArray(CompletableFuture[]::new));
    // allOf is the JDK's own, so what is attached to it is told where it belongs.
    pictures.put(name, XrayFutures.propagating(all).thenApply(done -> index(name, sizes)));
  }

  private CompletableFuture<String> scale(String name, int width) {
    return XrayFutures.supplyAsync(
        () -> XraySubsegments.call("scale", () -> pixels(name, width)), pool);
  }

  private String pixels(String name, int width) {
    AWSXRay.getCurrentSubsegmentOptional().ifPresent(at -> at.putAnnotation("width", width));
    if (name.equals("broken")) {
      throw new IllegalArgumentException("no picture: " + name);
    }
    scaled.incrementAndGet();
    return name + "-" + width + ".png";
  }

  private static String index(String name, List<CompletableFuture<String>> sizes) {
    return XraySubsegments.call("index", () -> {
      AWSXRay.getCurrentSubsegmentOptional().ifPresent(at -> at.putAnnotation("picture", name));
      return sizes.stream().map(CompletableFuture::join).collect(Collectors.joining(" "));
    });
  }

  /** The files of a picture once it has been scaled; {@code null} if it is not known. */
  @Nullable
  CompletableFuture<String> sizesOf(String name) {
    return pictures.get(name);
  }

  /** Says how many there are. */
  void report() {
    AWSXRay.getCurrentSegmentOptional().ifPresent(at -> at.putAnnotation("scaled", scaled.get()));
  }
}
