// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.emit.Documents;
import io.github.xraysink.emit.EntityView;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever a document says, its spans say too: made back into a document, it is the same. */
class MappingProperties {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DOCUMENTS =
      "full".equals(System.getProperty("xraysink.load")) ? 200_000 : 4_000;

  private final SpanMapper mapper = new SpanMapper(Resource.empty(), () -> 0L);

  @Test
  void spans_mapBackToTheSameDocument() throws Exception {
    for (long seed = 0; seed < DOCUMENTS; seed++) {
      DocView document = new RandomDocuments(seed).next();

      DocView again = DocumentReader.read(ReadSpan.of(mapper.map(document)));

      assertThat(tree(again)).as("seed %d", seed).isEqualTo(tree(document));
    }
  }

  @Test
  void spans_mapBackToTheSameDocumentAfterOtlp() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        SpanExporter exporter =
            OtlpHttpSpanExporter.builder().setEndpoint(receiver.endpoint()).build()) {
      for (long seed = 0; seed < DOCUMENTS / 20; seed++) {
        DocView document = new RandomDocuments(seed).next();

        exporter.export(mapper.map(document)).join(10, TimeUnit.SECONDS);

        // The exporter groups spans by resource; the topmost one may no longer be the first.
        List<ReadSpan> received = rootFirst(receiver.spans());
        receiver.requests.clear();
        assertThat(tree(DocumentReader.read(received)))
            .as("seed %d", seed)
            .isEqualTo(tree(document));
      }
    }
  }

  @Test
  void eachEntity_isOneSpanUnderItsParent() {
    for (long seed = 0; seed < DOCUMENTS / 10; seed++) {
      DocView document = new RandomDocuments(seed).next();

      List<SpanData> spans = mapper.map(document);

      Set<String> ids = new HashSet<>();
      for (SpanData span : spans) {
        assertThat(ids.add(span.getSpanId())).as("seed %d", seed).isTrue();
        assertThat(span.getTraceId()).isEqualTo(spans.get(0).getTraceId());
        assertThat(ids.contains(span.getParentSpanId()) || span == spans.get(0)).isTrue();
        assertThat(span.getEndEpochNanos()).isGreaterThanOrEqualTo(span.getStartEpochNanos());
      }
      assertThat(ids).hasSize(count(document));
    }
  }

  private static List<ReadSpan> rootFirst(List<ReadSpan> spans) {
    Set<String> ids = spans.stream().map(ReadSpan::spanId).collect(Collectors.toSet());
    List<ReadSpan> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparing(span -> ids.contains(span.parentId())));
    return sorted;
  }

  private static int count(EntityView entity) {
    int count = 1;
    for (EntityView child : entity.children()) {
      count += count(child);
    }
    return count;
  }

  private static Map<?, ?> tree(EntityView document) throws JsonProcessingException {
    return JSON.readValue(Documents.streamJson(document), Map.class);
  }
}
