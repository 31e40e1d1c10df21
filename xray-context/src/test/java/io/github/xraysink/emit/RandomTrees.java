// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.ExceptionView;
import io.github.xraysink.emit.CauseView.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes trees of entities at random: of any shape and size, with contents from ordinary to hostile.
 */
final class RandomTrees {

  private static final String[] TEXTS = {
    "",
    "plain",
    "Größe",
    "\u4e2d\u6587",
    "\ud83d\ude00",
    "\ud83d",
    "\ude00x",
    "\u0000\u001f",
    "a\"b\\c",
    "AWS.x",
    "e\u0301",
    "\u0301",
    "bad?*;name$",
    " ",
    "\t\n",
    "\u2028",
    "../..",
    "{\"id\":\"x\"}",
    "x.y-z",
    "local",
    "\uffff"
  };

  private final Random random;
  private long nextId = 1;

  RandomTrees(long seed) {
    this.random = new Random(seed);
  }

  /** A tree of up to {@code most} entities. */
  TestEntity tree(int most) {
    TestEntity root = random.nextInt(4) > 0 ? TestEntity.segment(text(), nextId++) : orphan();
    fill(root);
    List<TestEntity> open = new ArrayList<>(List.of(root));
    int count = 1 + random.nextInt(most);
    boolean deep = random.nextBoolean();
    for (int i = 1; i < count; i++) {
      TestEntity parent =
          open.get(deep && random.nextInt(10) > 0 ? open.size() - 1 : random.nextInt(open.size()));
      TestEntity child = TestEntity.subsegment(text(), nextId++);
      fill(child);
      parent.with(child);
      open.add(child);
    }
    return root;
  }

  private TestEntity orphan() {
    TestEntity subsegment = TestEntity.subsegment(text(), nextId++);
    subsegment.parentId = TestEntity.id(nextId++);
    return subsegment;
  }

  private void fill(TestEntity entity) {
    entity.error = random.nextBoolean();
    entity.fault = random.nextBoolean();
    entity.namespace = random.nextBoolean() ? null : text();
    entity.user = text();
    entity.origin = text();
    entity.startMicros = random.nextInt(20) == 0 ? random.nextLong() : TestEntity.START;
    for (int i = random.nextInt(4) * random.nextInt(30); i > 0; i--) {
      entity.annotation(text() + random.nextInt(60), value(2));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      entity.metadata(text(), text(), value(0));
    }
    fields(entity.http, "request", "response");
    fields(entity.aws, "operation", "retries", "cloudwatch_logs", "ec2", "table_names", "xray");
    fields(entity.sql, "user", "preparation", "sanitized_query");
    fields(entity.service, "version", "runtime");
    entity.cause = random.nextInt(3) > 0 ? null : cause();
    if (random.nextInt(40) == 0) {
      entity.metadata("big", "big", "x".repeat(random.nextInt(150_000)));
    }
  }

  private void fields(Map<String, Object> fields, String... known) {
    for (String name : known) {
      if (random.nextInt(3) == 0) {
        Map<String, Object> inner = new HashMap<>();
        for (String field :
            List.of("status", "url", "method", "traced", "log_group", "arn", "sdk", text())) {
          inner.put(field, value(1));
        }
        fields.put(
            name, random.nextBoolean() ? inner : random.nextBoolean() ? List.of(inner) : value(1));
      }
    }
  }

  private CauseView cause() {
    if (random.nextBoolean()) {
      return new Reference(TestEntity.id(nextId++));
    }
    List<ExceptionView> exceptions = new ArrayList<>();
    for (int i = random.nextInt(4) * random.nextInt(20); i >= 0; i--) {
      StackTraceElement[] stack = new StackTraceElement[random.nextInt(80)];
      for (int frame = 0; frame < stack.length; frame++) {
        stack[frame] = new StackTraceElement(
            "C" + text(), "m", random.nextBoolean() ? null : text(), frame - 2);
      }
      String causeId = random.nextBoolean() ? null : TestEntity.id(nextId);
      exceptions.add(new ExceptionView(
          TestEntity.id(nextId++),
          text(),
          text(),
          random.nextBoolean(),
          0,
          -1,
          causeId,
          List.of(stack)));
    }
    return new Described(random.nextBoolean() ? null : text(), exceptions);
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 2 ? 6 : 12)) {
      case 0 -> random.nextInt(1000) - 300;
      case 1 -> Double.longBitsToDouble(random.nextLong());
      case 2 -> random.nextBoolean();
      case 3 -> text().repeat(random.nextInt(400));
      case 4 -> random.nextLong();
      case 5 -> text();
      case 6 -> new Hostile.Throwing();
      case 7 -> new Hostile.Endless();
      case 8 -> Hostile.cyclicMap();
      case 9 -> new ArrayList<>(List.of(value(depth + 1), value(depth + 1)));
      case 10 -> Map.of(text(), value(depth + 1));
      default -> new Object();
    };
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }
}
