// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import io.github.xraysink.console.Filter.Flag;
import io.github.xraysink.console.Filter.NumberField;
import io.github.xraysink.console.Filter.Scope;
import io.github.xraysink.console.Filter.ServiceId;
import io.github.xraysink.console.Filter.TextField;
import io.github.xraysink.console.TraceRecord.Annotation;
import io.github.xraysink.console.TraceRecord.Edge;
import io.github.xraysink.console.TraceRecord.Http;
import io.github.xraysink.console.TraceRecord.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What filter conditions mean for a trace, a service and an edge.
 *
 * <p>As in X-Ray's summaries: {@code fault}, {@code error}, {@code ok} and {@code responsetime} of
 * a trace are those of its root; {@code throttle} and {@code partial} are those of any segment.
 */
final class Scopes {

  private static final double[] NO_NUMBERS = {};

  private Scopes() {}

  static boolean matches(Filter filter, TraceRecord trace) {
    return filter.matches(new TraceScope(trace));
  }

  private static double[] responseTimes(CallStats stats) {
    return stats.total() == 0
        ? NO_NUMBERS
        : new double[] {Times.seconds(stats.minMicros()), Times.seconds(stats.maxMicros())};
  }

  private static double[] statuses(Stream<Http> https) {
    return https.mapToDouble(Http::status).filter(status -> status != 0).toArray();
  }

  private static boolean flag(CallStats stats, Flag flag) {
    return switch (flag) {
      case OK -> stats.ok() > 0;
      case ERROR -> stats.error() + stats.throttle() > 0;
      case THROTTLE -> stats.throttle() > 0;
      case FAULT -> stats.fault() > 0;
      default -> false;
    };
  }

  private static List<String> texts(Node node, TextField field) {
    return switch (field) {
      case HTTP_URL -> https(node, Http::url);
      case HTTP_METHOD -> https(node, Http::method);
      case HTTP_USER_AGENT -> https(node, Http::userAgent);
      case HTTP_CLIENT_IP -> https(node, Http::clientIp);
      case USER -> node.users();
      case NAME -> List.of(node.name());
      case TYPE -> List.of(node.type());
      case MESSAGE -> node.messages();
      case AVAILABILITY_ZONE -> present(node.zone());
      case INSTANCE_ID -> present(node.instance());
      case RESOURCE_ARN -> node.arns();
    };
  }

  private static List<String> https(Node node, Function<Http, String> part) {
    return node.https().stream().map(part).filter(text -> !text.isEmpty()).toList();
  }

  private static List<String> present(String text) {
    return text.isEmpty() ? List.of() : List.of(text);
  }

  private record TraceScope(TraceRecord trace) implements Scope {

    @Override
    public boolean flag(Flag flag) {
      return switch (flag) {
        case OK ->
          trace.rootNode() >= 0
              && !trace.has(TraceRecord.ROOT_FAULT)
              && !trace.has(TraceRecord.ROOT_ERROR);
        case ERROR -> trace.has(TraceRecord.ROOT_ERROR);
        case FAULT -> trace.has(TraceRecord.ROOT_FAULT);
        case THROTTLE -> trace.has(TraceRecord.ANY_THROTTLE);
        case PARTIAL -> trace.inProgress();
        case INFERRED -> trace.nodes().stream().anyMatch(Node::inferred);
        case ROOT -> trace.rootNode() >= 0;
      };
    }

    @Override
    public double[] numbers(NumberField field) {
      return switch (field) {
        case RESPONSE_TIME -> new double[] {Times.seconds(trace.rootMicros())};
        case DURATION -> new double[] {Times.seconds(trace.durationMicros())};
        case HTTP_STATUS -> statuses(served());
      };
    }

    /** Requests the trace's services answered; those they sent are asked for by service. */
    private Stream<Http> served() {
      return trace.nodes().stream()
          .filter(node -> !node.inferred())
          .flatMap(node -> node.https().stream());
    }

    @Override
    public List<String> texts(TextField field) {
      boolean ofServed = field.name().startsWith("HTTP_");
      List<String> all = new ArrayList<>();
      for (Node node : trace.nodes()) {
        if (!ofServed || !node.inferred()) {
          all.addAll(Scopes.texts(node, field));
        }
      }
      return all;
    }

    @Override
    public List<Object> annotations(String key) {
      return trace.annotations().stream()
          .filter(annotation -> annotation.key().equals(key))
          .map(Annotation::value)
          .toList();
    }

    @Override
    public boolean anyService(ServiceId id, @Nullable Filter inner) {
      for (int i = 0; i < trace.nodes().size(); i++) {
        Node node = trace.nodes().get(i);
        if (id.fits(node.name(), node.type())
            && (inner == null || inner.matches(new NodeScope(trace, i)))) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean anyEdge(ServiceId from, ServiceId to, @Nullable Filter inner) {
      for (Edge edge : trace.edges()) {
        if (fits(from, edge.from())
            && fits(to, edge.to())
            && (inner == null || inner.matches(new EdgeScope(trace, edge)))) {
          return true;
        }
      }
      return false;
    }

    private boolean fits(ServiceId id, int index) {
      if (index == TraceRecord.CLIENT) {
        return id.fits("client", "client");
      }
      Node node = trace.nodes().get(index);
      return id.fits(node.name(), node.type());
    }
  }

  private record NodeScope(TraceRecord trace, int index) implements Scope {

    private Node node() {
      return trace.nodes().get(index);
    }

    @Override
    public boolean flag(Flag flag) {
      return switch (flag) {
        case PARTIAL -> node().inProgress();
        case INFERRED -> node().inferred();
        case ROOT -> trace.rootNode() == index;
        default -> Scopes.flag(node().stats(), flag);
      };
    }

    @Override
    public double[] numbers(NumberField field) {
      return field == NumberField.HTTP_STATUS
          ? statuses(node().https().stream())
          : responseTimes(node().stats());
    }

    @Override
    public List<String> texts(TextField field) {
      return Scopes.texts(node(), field);
    }

    @Override
    public List<Object> annotations(String key) {
      return trace.annotations().stream()
          .filter(annotation -> annotation.node() == index && annotation.key().equals(key))
          .map(Annotation::value)
          .toList();
    }

    @Override
    public boolean anyService(ServiceId id, @Nullable Filter inner) {
      return id.fits(node().name(), node().type()) && (inner == null || inner.matches(this));
    }

    @Override
    public boolean anyEdge(ServiceId from, ServiceId to, @Nullable Filter inner) {
      return false;
    }
  }

  private record EdgeScope(TraceRecord trace, Edge edge) implements Scope {

    @Override
    public boolean flag(Flag flag) {
      return Scopes.flag(edge.stats(), flag);
    }

    @Override
    public double[] numbers(NumberField field) {
      return field == NumberField.HTTP_STATUS ? NO_NUMBERS : responseTimes(edge.stats());
    }

    @Override
    public List<String> texts(TextField field) {
      return List.of();
    }

    @Override
    public List<Object> annotations(String key) {
      return List.of();
    }

    @Override
    public boolean anyService(ServiceId id, @Nullable Filter inner) {
      return false;
    }

    @Override
    public boolean anyEdge(ServiceId from, ServiceId to, @Nullable Filter inner) {
      return false;
    }
  }
}
