// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import io.github.xraysink.context.TraceScope;
import io.github.xraysink.internal.ScopeWatch;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Notes which scopes are open, with the stack of whoever opened them. Guarded by itself. */
final class ScopeLedger implements ScopeWatch.Watcher {

  /** Where a scope was opened. An exception for its stack only. */
  @SuppressWarnings("serial") // never written
  static final class OpenedHere extends Exception {
    OpenedHere() {
      super("opened here, by thread " + Thread.currentThread().getName());
    }
  }

  /** Something that was wrong with a {@link TraceScope}. */
  record Trouble(String what, OpenedHere where) {}

  private final IdentityHashMap<Object, OpenedHere> open = new IdentityHashMap<>();
  private final IdentityHashMap<Object, OpenedHere> known = new IdentityHashMap<>();
  private final List<Trouble> misuses = new ArrayList<>();

  @Override
  public synchronized void opened(Object scope) {
    OpenedHere here = new OpenedHere();
    open.put(scope, here);
    known.put(scope, here);
  }

  @Override
  public synchronized void closed(Object scope) {
    open.remove(scope);
  }

  @Override
  public synchronized void misused(Object scope, String how) {
    misuses.add(new Trouble("A scope was " + how, known.getOrDefault(scope, new OpenedHere())));
    open.remove(scope);
  }

  /** What was wrong so far: scopes used against the rules, and scopes that are open now. */
  synchronized List<Trouble> troubles() {
    List<Trouble> troubles = new ArrayList<>(misuses);
    open.values().forEach(where -> troubles.add(new Trouble("A scope was not closed", where)));
    return troubles;
  }
}
