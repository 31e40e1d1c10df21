// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class CapturedTracesTest {

  private static final String TRACE = "1-581cf771-a006649127e371903a2de979";

  private final List<CapturedDocument> documents = new ArrayList<>();
  private final CapturedTraces traces = new CapturedTraces(() -> documents);

  private void arrives(String json) {
    documents.add(CapturedDocument.of(json.replace('\'', '"')));
  }

  private static String times(int start) {
    return "'start_time':" + start + ",'end_time':" + (start + 1.5);
  }

  private void segment(String children) {
    arrives("{'name':'s','id':'0000000000000001','trace_id':'" + TRACE + "'," + times(1)
        + ",'annotations':{'order':7},'subsegments':[" + children + "]}");
  }

  @Test
  void tree_isPutTogetherFromEmbeddedAndStreamed() {
    arrives("{'type':'subsegment','name':'streamed','id':'0000000000000003','trace_id':'" + TRACE
        + "','parent_id':'0000000000000002'," + times(3) + "}");
    segment("{'name':'embedded','id':'0000000000000002'," + times(2) + "}");

    assertThat(traces.roots(TRACE)).extracting(CapturedEntity::name).containsExactly("s");
    XrayAssertions.assertThat(traces).hasOneTrace().hasEntities(3).sentEachEntityOnce();
    XrayAssertions.assertThat(traces).entity("s").hasChildren("embedded").hasAnnotation("order", 7);
    XrayAssertions.assertThat(traces).entity("streamed").isChildOf("embedded").isInTrace(TRACE);
    assertThat(traces.entity("s").duration()).isEqualTo(Duration.ofMillis(1_500));
  }

  @Test
  void inProgress_givesWayToTheCompleteDocument() {
    arrives("{'name':'s','id':'0000000000000001','trace_id':'" + TRACE
        + "','start_time':1,'in_progress':true,'user':'early'}");
    XrayAssertions.assertThat(traces).entity("s").isInProgress();
    segment("");

    XrayAssertions.assertThat(traces).entity("s").isNotInProgress().isSentOnce();
    assertThat(traces.entity("s").timesSentInProgress()).isEqualTo(1);
    assertThat(traces.entity("s").json().has("user")).isFalse();
  }

  @Test
  void twoCompleteDocuments_areADuplicate() {
    segment("");
    segment("");

    assertThat(traces.duplicates()).extracting(CapturedEntity::name).containsExactly("s");
    assertThatThrownBy(() -> XrayAssertions.assertThat(traces).hasNoDuplicates())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing sent twice")
        .hasMessageContaining("SENT 2 TIMES");
  }

  @Test
  void orphan_isARootOfItsTrace() {
    arrives("{'type':'subsegment','name':'orphan','id':'0000000000000003','trace_id':'" + TRACE
        + "','parent_id':'00000000000000ff'," + times(3) + "}");

    assertThat(traces.roots(TRACE)).extracting(CapturedEntity::name).containsExactly("orphan");
  }

  @Test
  void unknownName_tellsWhatThereIs() {
    segment("");

    assertThatThrownBy(() -> traces.entity("other"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("0 entities named 'other'")
        .hasMessageContaining("segment 's'");
  }

  @Test
  void ringOfParents_canBePrinted() {
    for (String[] ids : new String[][] {{"a", "b"}, {"b", "a"}}) {
      arrives("{'type':'subsegment','name':'n','id':'000000000000000" + ids[0] + "','trace_id':'"
          + TRACE + "','parent_id':'000000000000000" + ids[1] + "'," + times(1) + "}");
    }

    assertThat(traces.toString()).contains("and 2 more entities");
  }

  @Test
  void assertions_failWhereTheyShould() {
    segment("{'name':'a','id':'0000000000000002'," + times(2) + ",'fault':true},"
        + "{'name':'b','id':'0000000000000003'," + times(3) + "}");
    TraceAssert all = XrayAssertions.assertThat(traces);

    XrayAssertions.assertThat(traces).entity("a").isSiblingOf("b").hasFault();
    assertFails(() -> all.entity("b").hasFault());
    assertFails(() -> all.entity("a").hasNoFault());
    assertFails(() -> all.entity("s").hasChildren("a"));
    assertFails(() -> all.entity("s").isSiblingOf("a"));
    assertFails(() -> all.entity("a").isSiblingOf("a"));
    assertFails(() -> all.entity("a").hasNoParent());
    assertFails(() -> all.entity("a").isChildOf("b"));
    assertFails(() -> all.entity("s").hasAnnotation("order", 8));
    assertFails(() -> all.entity("s").hasNoAnnotation("order"));
    assertFails(() -> all.entity("s").isSubsegment());
    assertFails(() -> all.entity("a").isInProgress());
    assertFails(() -> all.entity("a").hasExceptions(IllegalStateException.class));
    assertFails(() -> all.entity("a").lastsAtLeast(Duration.ofSeconds(2)));
    assertFails(() -> all.hasEntities(2));
    assertFails(() -> all.hasTraces(2));
    assertFails(() -> all.hasSegments("t"));
    assertFails(() -> all.hasNoEntity("a"));
    assertFails(all::isEmpty);
  }

  private static void assertFails(Runnable assertion) {
    assertThatThrownBy(assertion::run).isInstanceOf(AssertionError.class);
  }
}
