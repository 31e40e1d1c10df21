// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.SegmentImpl;
import com.amazonaws.xray.entities.SubsegmentImpl;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.ExceptionView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The same contents written by the SDK and by us, field by field. */
class SdkComparisonTest {

  private final AWSXRayRecorder recorder =
      AWSXRayRecorderBuilder.standard().withEmitter(new CollectingEmitter()).build();
  private final SegmentImpl theirs = new SegmentImpl(recorder, "orders");

  @Test
  void sameContents_giveTheSameFieldsInTheSameOrder() {
    SubsegmentImpl child = child("load", theirs);
    child.setNamespace("remote");
    child.putSql("url", "jdbc:x");
    child.addPrecursorId("00000000000000bb");
    child.addException(new IllegalStateException("outer", new RuntimeException((String) null)));
    contents(child);
    child.end();
    theirs.setParentId("00000000000000aa");
    theirs.setUser("u");
    theirs.setOrigin("AWS::EC2::Instance");
    theirs.setResourceArn("arn");
    theirs.putService("version", "1");
    theirs.setError(true);
    theirs.setThrottle(true);
    contents(theirs);
    theirs.end();

    JsonNode sdk = Schemas.parse(theirs.serialize());
    EntityView ours = viewOf(theirs, null);

    assertSame(sdk, Schemas.valid(Documents.json(ours)), "");
  }

  @Test
  void streamedSubsegment_endsWithTheSameFields() {
    SubsegmentImpl child = child("load", theirs);
    contents(child);

    JsonNode sdk = Schemas.parse(child.streamSerialize());
    TestEntity ours = viewOf(child, theirs.getId());

    assertSame(sdk, Schemas.valid(Documents.streamJson(ours)), "");
    assertThat(ours.inProgress).isTrue();
  }

  private SubsegmentImpl child(String name, SegmentImpl segment) {
    SubsegmentImpl child = new SubsegmentImpl(recorder, name, segment);
    child.setParent(segment);
    segment.addSubsegment(child);
    return child;
  }

  private static void contents(Entity entity) {
    entity.putHttp(
        "request", new TreeMap<>(Map.of("method", "GET", "url", "https://x/", "client_ip", "")));
    entity.putHttp("response", Map.of("status", 200));
    entity.putAws("operation", "GetItem");
    entity.putAnnotation("text", "t");
    entity.putAnnotation("number", 0.1);
    entity.putAnnotation("flag", true);
    entity.putMetadata("map", new TreeMap<>(Map.of("aB", "", "c", List.of("", 1), "d", Map.of())));
    entity.putMetadata("list", Arrays.asList(1, null, "x"));
    entity.putMetadata("nothing", null);
    entity.putMetadata("empty", "");
    entity.putMetadata("date", new Date(5));
    entity.putMetadata("nan", Double.NaN);
    entity.putMetadata("bean", new DocumentGoldenTest.Parcel("Ann", 2.5, List.of(), null));
    entity.putMetadata("text", "\u2028\u007f/\u00e9\ud83d\ude00\"\\\n");
  }

  /**
   * Same members, in the same order, with the same values; numbers compared by value, times to the
   * millisecond.
   */
  private static void assertSame(JsonNode sdk, JsonNode ours, String path) {
    if (sdk.isObject()) {
      List<String> names = new ArrayList<>();
      for (Iterator<String> all = sdk.fieldNames(); all.hasNext(); ) {
        names.add(all.next());
      }
      assertThat(ours.fieldNames()).toIterable().as(path).containsExactlyElementsOf(names);
      names.forEach(name -> assertSame(sdk.get(name), ours.get(name), path + "/" + name));
    } else if (sdk.isArray()) {
      assertThat(ours).as(path).hasSameSizeAs(sdk);
      for (int i = 0; i < sdk.size(); i++) {
        assertSame(sdk.get(i), ours.get(i), path + "/" + i);
      }
    } else if (sdk.isNumber()) {
      assertThat(ours.asDouble()).as(path).isEqualTo(sdk.asDouble());
    } else {
      assertThat(ours).as(path).isEqualTo(sdk);
    }
  }

  private static TestEntity viewOf(Entity entity, String parentId) {
    boolean segment = entity instanceof SegmentImpl;
    long id = Long.parseLong(entity.getId(), 16);
    TestEntity view = segment
        ? TestEntity.segment(entity.getName(), id)
        : TestEntity.subsegment(entity.getName(), id);
    view.traceId = String.valueOf(entity.getTraceId());
    view.parentId = segment ? entity.getParentId() : parentId;
    view.startMicros = Math.round(entity.getStartTime() * 1e6);
    view.endMicros = Math.round(entity.getEndTime() * 1e6);
    view.inProgress = entity.isInProgress();
    view.error = entity.isError();
    view.fault = entity.isFault();
    view.throttle = entity.isThrottle();
    view.namespace = entity.getNamespace();
    view.annotations.putAll(entity.getAnnotations());
    view.metadata.putAll(entity.getMetadata());
    view.http.putAll(entity.getHttp());
    view.aws.putAll(entity.getAws());
    view.sql.putAll(entity.getSql());
    List<ExceptionView> exceptions = new ArrayList<>();
    entity
        .getCause()
        .getExceptions()
        .forEach(one -> exceptions.add(new ExceptionView(
            one.getId(),
            one.getType(),
            one.getMessage(),
            one.isRemote(),
            one.getTruncated(),
            one.getSkipped(),
            one.getCause(),
            List.of(one.getStack()))));
    view.cause = new Described(entity.getCause().getWorkingDirectory(), exceptions);
    if (entity instanceof SegmentImpl root) {
      view.user = root.getUser();
      view.origin = root.getOrigin();
      view.resourceArn = root.getResourceArn();
      view.service.putAll(root.getService());
    } else {
      view.precursorIds.addAll(((SubsegmentImpl) entity).getPrecursorIds());
    }
    entity.getSubsegmentsCopy().forEach(child -> view.with(viewOf(child, entity.getId())));
    return view;
  }
}
