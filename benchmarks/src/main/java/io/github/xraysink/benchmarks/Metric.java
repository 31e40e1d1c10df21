// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

/** What is measured, in the unit its name ends with. */
enum Metric {
  /** CPU time of the measuring threads per operation. */
  CPU_NANOS,
  /** Time on the clock per operation, on one thread. */
  CLOCK_NANOS,
  /** Allocated per operation, by all threads of the JVM. */
  ALLOCATED_BYTES,
  /** Size of what was written in one operation. */
  WRITTEN_BYTES,
  /** Held on the heap per open entity. */
  HELD_BYTES,
  /**
   * CPU time of the server's process per request over that of the bare one beside it, without that
   * of the JVM's compilers.
   */
  REQUEST_CPU_MICROS,
  /** Half the width of the 95 % confidence interval of the one before. */
  REQUEST_CPU_MARGIN_MICROS,
  /** What of it the threads took that serve requests. */
  REQUEST_THREAD_MICROS,
  /** 99th percentile of a request's time. */
  REQUEST_P99_MICROS,
  /** Requests answered per second. */
  REQUESTS_PER_SECOND,
  /** From the start of the process to the first answer. */
  START_MILLIS,
  /** CPU time of the process up to then. */
  START_CPU_MILLIS,
  /** Classes loaded up to then. */
  START_CLASSES
}
