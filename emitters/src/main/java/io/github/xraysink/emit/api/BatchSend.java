// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.emit.Outcome;
import io.github.xraysink.emit.TraceDocument;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.xray.model.PutTraceSegmentsResponse;
import software.amazon.awssdk.services.xray.model.UnprocessedTraceSegment;

/**
 * One batch on its way: cut into requests, several of them under way at once, those that may be
 * repeated repeated until the time is up. For one thread, used once.
 */
final class BatchSend {

  /** A client of the user's that never answers is left after the request's time and this. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private record Flight(
      Portion portion, CompletableFuture<PutTraceSegmentsResponse> answer, long untilNanos) {}

  private final Requests requests;
  private final Pace pace;
  private final List<TraceDocument> batch;
  private final Outcome[] outcomes;
  private final long deadline;
  private final Deque<Flight> flights = new ArrayDeque<>();

  /** The last reason to try again, for what is given up in the end. */
  private Failure lastFailure = new Failure("time is up", Failure.Kind.BROKEN, null);

  BatchSend(Requests requests, Pace pace, List<TraceDocument> batch) {
    this.requests = requests;
    this.pace = pace;
    this.batch = batch;
    this.outcomes = new Outcome[batch.size()];
    this.deadline = System.nanoTime() + requests.limits().retryBudget().toNanos();
  }

  /** Returns an outcome for each document, not later than the retry budget and a little. */
  List<Outcome> run() {
    Limits limits = requests.limits();
    Deque<Portion> todo = Portion.of(batch, Limits.MAX_DOCUMENTS, limits.maxRequestBytes());
    try {
      for (int attempt = 1; !todo.isEmpty() && pace.await(attempt, deadline); attempt++) {
        if (attempt > 1) {
          requests.repeated(todo.size());
        }
        todo = round(todo);
      }
    } catch (InterruptedException abandoned) {
      // The emitter was closed and has counted all of this already.
      lastFailure = new Failure("interrupted", Failure.Kind.BROKEN, null);
      flights.forEach(flight -> flight.answer().cancel(true));
    }
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] == null) {
        outcomes[i] = new Outcome.Failed(lastFailure.code());
      }
    }
    return Arrays.asList(outcomes);
  }

  /** Sends each portion once, and returns what is to be sent again. */
  private Deque<Portion> round(Deque<Portion> todo) throws InterruptedException {
    Deque<Portion> again = new ArrayDeque<>();
    while (!todo.isEmpty() || !flights.isEmpty()) {
      while (!todo.isEmpty() && flights.size() < requests.limits().concurrency()) {
        flights.add(start(todo.remove()));
      }
      settle(flights.remove(), todo, again);
    }
    return again;
  }

  private Flight start(Portion portion) {
    long now = System.nanoTime();
    long timeout = Math.min(requests.limits().requestTimeout().toNanos(), deadline - now);
    if (timeout <= 0) {
      return new Flight(portion, CompletableFuture.failedFuture(new TimeoutException()), now);
    }
    return new Flight(
        portion,
        requests.put(
            portion.members().stream().map(batch::get).toList(), Duration.ofNanos(timeout)),
        now + timeout);
  }

  private void settle(Flight flight, Deque<Portion> todo, Deque<Portion> again)
      throws InterruptedException {
    PutTraceSegmentsResponse answer;
    try {
      long left = flight.untilNanos() - System.nanoTime() + GRACE_NANOS;
      answer = flight.answer().get(left, TimeUnit.NANOSECONDS);
    } catch (InterruptedException abandoned) {
      flight.answer().cancel(true);
      throw abandoned;
    } catch (Throwable thrown) {
      flight.answer().cancel(true);
      failed(flight.portion(), Failure.of(thrown), todo, again);
      return;
    }
    pace.answered();
    answered(flight.portion(), answer, again);
  }

  private void failed(Portion portion, Failure failure, Deque<Portion> todo, Deque<Portion> again) {
    requests.failed(failure);
    if (failure.kind() == Failure.Kind.RETRY) {
      lastFailure = failure;
      pace.failed(failure);
      again.add(portion);
    } else if (failure.kind() == Failure.Kind.TOO_LARGE && portion.members().size() > 1) {
      todo.addAll(portion.halves());
    } else {
      portion.members().forEach(member -> outcomes[member] = failure.givenUp());
    }
  }

  private void answered(Portion portion, PutTraceSegmentsResponse answer, Deque<Portion> again) {
    List<UnprocessedTraceSegment> strangers = new ArrayList<>();
    Map<String, Deque<Integer>> byId = membersById(portion);
    List<Integer> retry = new ArrayList<>();
    for (UnprocessedTraceSegment segment : answer.unprocessedTraceSegments()) {
      Deque<Integer> members = segment.id() == null ? null : byId.get(segment.id());
      if (members == null || members.isEmpty()) {
        strangers.add(segment);
      } else {
        unprocessed(members.removeFirst(), segment, retry);
      }
    }
    attribute(strangers, portion, retry);
    for (int member : portion.members()) {
      if (outcomes[member] == null && !retry.contains(member)) {
        outcomes[member] = Outcome.SENT;
      }
    }
    if (!retry.isEmpty()) {
      again.add(new Portion(retry));
    }
  }

  /** An in-progress document and the complete one have the same id. */
  private Map<String, Deque<Integer>> membersById(Portion portion) {
    Map<String, Deque<Integer>> byId = new HashMap<>();
    for (int member : portion.members()) {
      byId.computeIfAbsent(batch.get(member).id(), id -> new ArrayDeque<>()).add(member);
    }
    return byId;
  }

  /**
   * What was refused without an id that we know cannot be told apart from what was accepted; so
   * that at least the number is right, the last documents stand for it.
   */
  private void attribute(
      List<UnprocessedTraceSegment> strangers, Portion portion, List<Integer> retry) {
    List<Integer> members = portion.members();
    int next = members.size() - 1;
    for (UnprocessedTraceSegment stranger : strangers) {
      while (next >= 0
          && (outcomes[members.get(next)] != null || retry.contains(members.get(next)))) {
        next--;
      }
      if (next < 0) {
        return;
      }
      unprocessed(members.get(next), stranger, retry);
    }
  }

  private void unprocessed(int member, UnprocessedTraceSegment segment, List<Integer> retry) {
    String code = requests.unprocessed().add(segment);
    if (Unprocessed.temporary(segment)) {
      lastFailure = new Failure(code, Failure.Kind.RETRY, null);
      pace.failed(lastFailure);
      retry.add(member);
    } else {
      outcomes[member] = new Outcome.Rejected(code);
    }
  }
}
