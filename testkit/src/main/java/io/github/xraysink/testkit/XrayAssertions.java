// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

/**
 * The entry to assertions on traces.
 *
 * <pre>{@code
 * assertThat(traces).hasOneTrace().hasOnlyValidDocuments().sentEachEntityOnce();
 * assertThat(traces).entity("request").hasChildren("price", "stock").hasNoFault();
 * }</pre>
 */
public final class XrayAssertions {

  private XrayAssertions() {}

  /** Assertions on all that reached an emitter. */
  public static TraceAssert assertThat(CapturedTraces actual) {
    return new TraceAssert(actual);
  }

  /** Assertions on one segment or subsegment. */
  public static EntityAssert assertThat(CapturedEntity actual) {
    return new EntityAssert(actual);
  }
}
