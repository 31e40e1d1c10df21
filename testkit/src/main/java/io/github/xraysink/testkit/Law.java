// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

/** What every segment context must keep, so that traces stay right across threads. */
public enum Law {
  POSITION(1, "A captured position is current for one run; the thread then gets back what it had"),
  SIBLINGS(2, "Work started concurrently from one position yields siblings"),
  ENDS_ITSELF(3, "close() and endSubsegment(x) end that entity and nothing else, on any thread"),
  BORROWED(4, "A task cannot end what it only borrowed"),
  SENT_WHEN_ENDED(5, "Segments are sent when they end, whatever is open below"),
  EXACTLY_ONCE(6, "Each entity is sent in exactly one complete document"),
  LATE_WORK(7, "Work below something that has been sent is recorded there, and sent on its own"),
  NOTHING_LOST(8, "Closing sends what is open, as in progress"),
  NESTED_SEGMENTS(9, "A segment inside another suspends it and brings it back"),
  PERIODIC(10, "Periodic tasks inherit nothing; one-shot ones do"),
  LATE_CONFIGURATION(11, "Wrappers built before the recorder use the one in force"),
  MISSING_CONTEXT(12, "Missing context follows the recorder's strategy; wrappers never trigger it"),
  UNSAMPLED(13, "Unsampled stays unsampled through every hand-off; the sampler is asked once"),
  LISTENERS(14, "Listeners hear each begin, end, set and clear once, on hand-offs too"),
  CLEAN_THREADS(15, "Afterwards a thread holds nothing; its interrupt flag is as the task left it"),
  LAMBDA(16, "The same on Lambda, where invocations never mix"),
  VALID_DOCUMENTS(17, "Every document is within X-Ray's limits"),
  OFF_IS_OFF(18, "Turned off, nothing is opened, started, sent or logged"),
  APPLICATION_FIRST(19, "Same result, same exception, same thread, whatever fails"),
  BOUNDED(20, "Memory, threads and the time to close are bounded");

  private final int number;
  private final String text;

  Law(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** Its number in the list of laws, from 1. */
  public int number() {
    return number;
  }

  /** The law in one sentence. */
  public String text() {
    return text;
  }
}
