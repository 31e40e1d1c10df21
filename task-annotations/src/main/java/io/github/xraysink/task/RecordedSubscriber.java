// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.util.concurrent.CancellationException;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Passes everything on, and ends the recording with the subscription, before anybody hears of it.
 */
final class RecordedSubscriber<T> implements CoreSubscriber<T> {

  private final CoreSubscriber<? super T> actual;
  private final Recording recording;

  RecordedSubscriber(CoreSubscriber<? super T> actual, Recording recording) {
    this.actual = actual;
    this.recording = recording;
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    actual.onSubscribe(new Subscription() {
      @Override
      public void request(long count) {
        subscription.request(count);
      }

      @Override
      public void cancel() {
        recording.end(new CancellationException("the subscriber cancelled"));
        subscription.cancel();
      }
    });
  }

  @Override
  public void onNext(T value) {
    actual.onNext(value);
  }

  @Override
  public void onError(Throwable thrown) {
    recording.end(thrown);
    actual.onError(thrown);
  }

  @Override
  public void onComplete() {
    recording.end(null);
    actual.onComplete();
  }
}
