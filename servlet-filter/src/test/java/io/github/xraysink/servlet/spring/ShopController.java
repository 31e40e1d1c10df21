// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.spring;

import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XraySubsegments;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Everything a controller may return, each with a subsegment where its work is done. */
@RestController
class ShopController {

  private final Executor pool;

  ShopController(ExecutorService pool) {
    this.pool = XrayExecutors.propagating(pool);
  }

  private static String work(String result) {
    XraySubsegments.run("work", () -> {});
    return result;
  }

  @GetMapping("/value/{id}")
  String value(@PathVariable("id") String id) {
    return work(id);
  }

  @GetMapping("/callable")
  Callable<String> callable() {
    return () -> work("called");
  }

  @GetMapping("/deferred")
  DeferredResult<String> deferred() {
    DeferredResult<String> result = new DeferredResult<>();
    pool.execute(() -> result.setResult(work("deferred")));
    return result;
  }

  @GetMapping("/deferredTooLong")
  DeferredResult<String> deferredTooLong() {
    return new DeferredResult<>(50L);
  }

  @GetMapping("/future")
  CompletableFuture<String> future() {
    return CompletableFuture.supplyAsync(() -> work("later"), pool);
  }

  @GetMapping("/futureFails")
  CompletableFuture<String> futureFails() {
    return CompletableFuture.supplyAsync(
        () -> {
          work("");
          throw new IllegalStateException("in the future");
        },
        pool);
  }

  @GetMapping("/stream")
  StreamingResponseBody stream() {
    return body -> body.write(work("streamed").getBytes(StandardCharsets.UTF_8));
  }

  @GetMapping("/events")
  SseEmitter events() {
    SseEmitter emitter = new SseEmitter();
    pool.execute(() -> {
      try {
        emitter.send(work("one"));
        emitter.send("two");
        emitter.complete();
      } catch (IOException gone) {
        emitter.completeWithError(gone);
      }
    });
    return emitter;
  }

  @GetMapping("/status")
  String status() {
    throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_ENTITY);
  }

  @GetMapping("/handled")
  String handled() {
    throw new IllegalArgumentException("handled below");
  }

  @ExceptionHandler(IllegalArgumentException.class)
  @ResponseStatus(HttpStatus.UNPROCESSABLE_ENTITY)
  String handle(IllegalArgumentException wrong) {
    return work(wrong.getMessage());
  }

  @GetMapping("/uncaught")
  String uncaught() {
    throw new IllegalStateException("nobody catches this");
  }

  @GetMapping("/gone")
  void gone(HttpServletResponse response) throws IOException {
    response.sendError(HttpServletResponse.SC_GONE);
  }

  @GetMapping("/errorPage")
  String errorPage() {
    return work("sorry");
  }
}
