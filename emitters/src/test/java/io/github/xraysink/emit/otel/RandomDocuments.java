// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.CauseView.ExceptionView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes documents at random, with every field X-Ray knows and some it does not. */
final class RandomDocuments {

  private static final List<String> TEXTS = List.of(
      "plain",
      "Größe",
      "中文",
      "\ud83d\ude00",
      "a\"b\\c",
      "two\nlines",
      "\tat x.Y.z(A.java:1)",
      "a: b",
      "x.y-z",
      "{\"id\":1}",
      "0");

  private final Random random;
  private long nextId;

  RandomDocuments(long seed) {
    random = new Random(seed);
    nextId = 1 + (seed << 20);
  }

  DocView next() {
    boolean segment = random.nextInt(4) > 0;
    Map<String, Object> document = entity(segment, 0);
    document.put("trace_id", String.format("1-%08x-%024x", random.nextInt(), nextId));
    if (!segment) {
      document.put("type", "subsegment");
    }
    if (!segment || chance(2)) {
      document.put("parent_id", id());
    }
    return DocView.of(document);
  }

  private Map<String, Object> entity(boolean segment, int depth) {
    Map<String, Object> fields = DocView.subsegment("n " + random.nextInt(5), id());
    fields.put("start", 1_795_226_010_000_000L + random.nextInt(90_000));
    if (chance(10)) {
      fields.remove("end");
    }
    for (String flag : List.of("fault", "error", "throttle")) {
      if (chance(4)) {
        fields.put(flag, true);
      }
    }
    if (chance(2)) {
      fields.put("annotations", some(() -> "key" + random.nextInt(9), this::scalar));
    }
    if (chance(2)) {
      fields.put(
          "metadata",
          some(() -> chance(2) ? "default" : text(), () -> some(this::text, () -> value(0))));
    }
    if (chance(2)) {
      fields.put("http", http());
    }
    if (segment) {
      segment(fields);
    } else {
      subsegment(fields);
    }
    if (chance(3)) {
      fields.put("cause", chance(3) ? id() : cause());
    }
    if (depth < 5 && chance(2)) {
      List<Object> children = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        children.add(entity(false, depth + 1));
      }
      fields.put("subsegments", children);
    }
    return fields;
  }

  private void segment(Map<String, Object> fields) {
    perhaps(fields, "user", this::text);
    perhaps(fields, "origin", () -> chance(2) ? "AWS::ECS::Container" : "AWS::Made::Up");
    perhaps(fields, "resource_arn", this::text);
    perhaps(fields, "service", () -> fields("version", "runtime", "runtime_version", "compiler"));
    Map<String, Object> aws = new LinkedHashMap<>();
    perhaps(aws, "account_id", this::text);
    perhaps(
        aws,
        "ec2",
        () -> fields("instance_id", "availability_zone", "instance_size", "ami_id", "made_up"));
    perhaps(aws, "ecs", () -> fields("container", "container_id", "container_arn", "task_arn"));
    perhaps(aws, "eks", () -> fields("cluster_name", "pod", "container_id"));
    perhaps(aws, "elastic_beanstalk", this::beanstalk);
    perhaps(aws, "xray", () -> fields("sdk", "sdk_version", "rule_name", "made_up"));
    perhaps(aws, "cloudwatch_logs", this::logs);
    perhaps(aws, "made_up", () -> value(0));
    perhaps(aws, "operation", this::text);
    if (!aws.isEmpty()) {
      fields.put("aws", aws);
    }
  }

  private Map<String, Object> beanstalk() {
    Map<String, Object> fields = fields("environment_name", "version_label");
    fields.put("deployment_id", random.nextInt(100));
    return fields;
  }

  private List<Object> logs() {
    List<Object> logs = new ArrayList<>();
    boolean arns = chance(2);
    for (int i = random.nextInt(3); i >= 0; i--) {
      Map<String, Object> group = new LinkedHashMap<>();
      group.put("log_group", "group-" + i);
      if (arns || chance(5)) {
        group.put("arn", "arn:aws:logs:eu-west-1:123456789012:log-group:group-" + i);
      }
      logs.add(group);
    }
    return logs;
  }

  private void subsegment(Map<String, Object> fields) {
    perhaps(fields, "namespace", () -> chance(2) ? "aws" : "remote");
    perhaps(fields, "precursor_ids", () -> List.of(id(), id()));
    Map<String, Object> aws = fields(
        "operation", "region", "request_id", "queue_url", "table_name", "account_id", "id_2");
    perhaps(aws, "retries", () -> random.nextInt(5));
    perhaps(aws, "table_names", () -> List.of("a", "b"));
    perhaps(aws, "resource_names", () -> List.of("a", "b"));
    perhaps(fields, "aws", () -> aws);
    perhaps(fields, "sql", this::sql);
  }

  private Map<String, Object> sql() {
    Map<String, Object> sql =
        fields("database_type", "sanitized_query", "user", "database_version", "driver_version");
    perhaps(
        sql,
        "url",
        () -> chance(2)
            ? "jdbc:postgresql://db.example.com:5432/orders" + (chance(2) ? "" : "?ssl=true&a=/b/c")
            : text());
    perhaps(sql, "connection_string", this::text);
    perhaps(sql, "preparation", () -> "statement");
    return sql;
  }

  private Map<String, Object> http() {
    Map<String, Object> request = fields("method", "url", "user_agent", "client_ip", "made_up");
    perhaps(request, "x_forwarded_for", random::nextBoolean);
    perhaps(request, "traced", random::nextBoolean);
    Map<String, Object> response = new LinkedHashMap<>();
    perhaps(response, "status", () -> chance(5) ? "404" : (Object) (100 + random.nextInt(500)));
    perhaps(response, "content_length", () -> random.nextInt(100) - 1);
    Map<String, Object> http = new LinkedHashMap<>();
    perhaps(http, "request", () -> request);
    perhaps(http, "response", () -> response);
    perhaps(http, "made_up", () -> value(0));
    return http;
  }

  private Map<String, Object> cause() {
    Map<String, Object> cause = new LinkedHashMap<>();
    perhaps(cause, "working_directory", this::text);
    List<ExceptionView> exceptions = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<StackTraceElement> stack = new ArrayList<>();
      for (int frame = random.nextInt(5); frame > 0; frame--) {
        stack.add(frame());
      }
      exceptions.add(new ExceptionView(
          id(),
          chance(5) ? null : "java.lang.RuntimeException",
          chance(4) ? null : text(),
          random.nextBoolean(),
          random.nextInt(2),
          random.nextInt(2),
          chance(2) ? null : id(),
          stack));
    }
    cause.put("exceptions", exceptions);
    return cause;
  }

  private StackTraceElement frame() {
    return switch (random.nextInt(4)) {
      case 0 -> new StackTraceElement("a.B$1", "<init>", null, -1);
      case 1 -> new StackTraceElement("a.B", "lambda$x$0", null, -2);
      case 2 -> new StackTraceElement("a.B", "c", "B.java", -1);
      default -> new StackTraceElement("B", "c", "B.java", random.nextInt(999));
    };
  }

  private interface Source<T> {
    T get();
  }

  private <T> void perhaps(Map<String, Object> map, String name, Source<T> value) {
    if (random.nextBoolean()) {
      T made = value.get();
      if (!(made instanceof Map<?, ?> empty && empty.isEmpty())) {
        map.put(name, made);
      }
    }
  }

  /** Each field's value is another one: two attributes may share what two blocks tell. */
  private Map<String, Object> fields(String... names) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String name : names) {
      perhaps(fields, name, () -> text() + " " + nextId++);
    }
    return fields;
  }

  private Map<String, Object> some(Source<String> key, Source<Object> value) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      map.put(key.get(), value.get());
    }
    return map;
  }

  private Object scalar() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextBoolean();
      case 1 -> random.nextInt();
      case 2 -> random.nextLong();
      case 3 -> random.nextGaussian();
      case 4 -> random.nextFloat();
      default -> text();
    };
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 2 ? 3 : 5)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextBoolean();
      case 2 -> text();
      case 3 -> List.of(value(depth + 1), value(depth + 1));
      default -> Map.of(text(), value(depth + 1));
    };
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private String id() {
    return String.format("%016x", nextId++);
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }
}
