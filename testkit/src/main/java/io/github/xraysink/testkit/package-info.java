/**
 * Tests for traces: a JUnit extension, assertions, a schema check, and the laws every segment
 * context must keep.
 */
@NullMarked
package io.github.xraysink.testkit;

import org.jspecify.annotations.NullMarked;
