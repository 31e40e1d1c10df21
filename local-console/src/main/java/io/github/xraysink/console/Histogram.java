// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.util.Arrays;

/**
 * Counts of durations in buckets that grow with the duration: eight to each doubling, so a bucket's
 * value is at most 9 % off. Immutable; only buckets that hold something take space.
 */
final class Histogram {

  static final Histogram EMPTY = new Histogram(new int[0], new int[0]);

  private static final int STEPS_PER_DOUBLING = 8;

  private final int[] buckets; // ascending
  private final int[] counts;

  private Histogram(int[] buckets, int[] counts) {
    this.buckets = buckets;
    this.counts = counts;
  }

  static Histogram of(long micros) {
    return new Histogram(new int[] {bucketOf(micros)}, new int[] {1});
  }

  static Histogram ofParts(int[] buckets, int[] counts) {
    return new Histogram(buckets, counts);
  }

  static int bucketOf(long micros) {
    double doublings = Math.log((double) Math.max(1, micros)) / Math.log(2);
    return (int) Math.round(doublings * STEPS_PER_DOUBLING);
  }

  /** The duration a bucket stands for, in microseconds. */
  static double valueOf(int bucket) {
    return Math.pow(2, (double) bucket / STEPS_PER_DOUBLING);
  }

  int size() {
    return buckets.length;
  }

  int bucket(int index) {
    return buckets[index];
  }

  int count(int index) {
    return counts[index];
  }

  Histogram plus(Histogram other) {
    int[] mergedBuckets = new int[buckets.length + other.buckets.length];
    int[] mergedCounts = new int[mergedBuckets.length];
    int size = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < buckets.length || theirs < other.buckets.length) {
      int left = mine < buckets.length ? buckets[mine] : Integer.MAX_VALUE;
      int right = theirs < other.buckets.length ? other.buckets[theirs] : Integer.MAX_VALUE;
      mergedBuckets[size] = Math.min(left, right);
      if (left <= right) {
        mergedCounts[size] += counts[mine++];
      }
      if (right <= left) {
        mergedCounts[size] += other.counts[theirs++];
      }
      size++;
    }
    return new Histogram(Arrays.copyOf(mergedBuckets, size), Arrays.copyOf(mergedCounts, size));
  }
}
