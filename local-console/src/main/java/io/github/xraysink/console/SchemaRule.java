// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.xraysink.console.SchemaCheck.Pointer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One compiled schema object: the checks its keywords stand for, run in order. */
final class SchemaRule {

  /** Keywords that say nothing about a document. */
  private static final Set<String> SILENT =
      Set.of("$schema", "$id", "title", "description", "$comment", "examples", "definitions");

  /** Keywords read together with another one. */
  private static final Set<String> COMPANIONS = Set.of("then", "else");

  private interface Check {
    @Nullable
    Violation run(JsonNode value, Pointer at);
  }

  private final List<Check> checks = new ArrayList<>();
  private final Map<String, SchemaRule> definitions;

  private SchemaRule(Map<String, SchemaRule> definitions) {
    this.definitions = definitions;
  }

  static SchemaRule compile(JsonNode schema, Map<String, SchemaRule> definitions) {
    SchemaRule rule = new SchemaRule(definitions);
    if (schema.has("$ref")) { // draft-07: the siblings of a $ref do not count
      rule.addReference(schema.get("$ref").textValue());
      return rule;
    }
    Iterator<Map.Entry<String, JsonNode>> fields = schema.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> keyword = fields.next();
      if (!SILENT.contains(keyword.getKey()) && !COMPANIONS.contains(keyword.getKey())) {
        rule.checks.add(rule.checkFor(keyword.getKey(), keyword.getValue(), schema));
      }
    }
    return rule;
  }

  @Nullable
  Violation check(JsonNode value, Pointer at) {
    for (Check check : checks) {
      Violation violation = check.run(value, at);
      if (violation != null) {
        return violation;
      }
    }
    return null;
  }

  private SchemaRule sub(JsonNode schema) {
    return compile(schema, definitions);
  }

  private List<SchemaRule> subs(JsonNode schemas) {
    List<SchemaRule> rules = new ArrayList<>();
    schemas.forEach(schema -> rules.add(sub(schema)));
    return rules;
  }

  private void addReference(String target) {
    // Looked up when used: definitions refer to each other, and to themselves.
    checks.add((value, at) -> {
      SchemaRule rule = definitions.get(target);
      if (rule == null) {
        throw new IllegalStateException("schema has no " + target);
      }
      return rule.check(value, at);
    });
  }

  private Check checkFor(String keyword, JsonNode arg, JsonNode schema) {
    return switch (keyword) {
      case "type" -> type(arg.textValue());
      case "const" -> (v, at) -> v.equals(arg) ? null : at.violation("must be " + arg);
      case "enum" -> anyValue(arg);
      case "required" -> required(arg);
      case "properties" -> properties(arg);
      case "additionalProperties" -> additionalProperties(sub(arg), schema.path("properties"));
      case "propertyNames" -> propertyNames(sub(arg));
      case "maxProperties" -> atMost(arg.intValue(), "properties", true);
      case "items" -> items(sub(arg));
      case "maxItems" -> atMost(arg.intValue(), "items", false);
      case "pattern" -> pattern(arg.textValue());
      case "minLength" -> minLength(arg.intValue());
      case "maxLength" -> maxLength(arg.intValue());
      case "minimum" -> minimum(arg.doubleValue());
      case "maximum" -> maximum(arg.doubleValue());
      case "exclusiveMaximum" -> below(arg.doubleValue());
      case "allOf" -> allOf(subs(arg));
      case "anyOf" -> someOf(subs(arg), false);
      case "oneOf" -> someOf(subs(arg), true);
      case "not" -> not(sub(arg), arg);
      case "if" -> ifThenElse(sub(arg), sub(schema.path("then")), sub(schema.path("else")));
      default -> throw new IllegalStateException("schema keyword not understood: " + keyword);
    };
  }

  private static Check type(String type) {
    return (v, at) -> {
      boolean ok = switch (type) {
        case "object" -> v.isObject();
        case "array" -> v.isArray();
        case "string" -> v.isTextual();
        case "boolean" -> v.isBoolean();
        case "number" -> v.isNumber() && Double.isFinite(v.doubleValue());
        case "integer" -> v.isIntegralNumber() || v.isNumber() && v.doubleValue() % 1 == 0;
        default -> throw new IllegalStateException("schema type not understood: " + type);
      };
      String is = v.isNumber() ? v.asText() : v.getNodeType().name().toLowerCase(Locale.ROOT);
      return ok ? null : at.violation("must be of type " + type + ", is " + is);
    };
  }

  private static Check anyValue(JsonNode values) {
    return (v, at) -> {
      for (JsonNode value : values) {
        if (value.equals(v)) {
          return null;
        }
      }
      return at.violation("must be one of " + values);
    };
  }

  private static Check required(JsonNode names) {
    List<String> fields = new ArrayList<>();
    names.forEach(name -> fields.add(name.textValue()));
    return (v, at) -> {
      for (String field : fields) {
        if (v.isObject() && !v.has(field)) {
          return at.down(field).violation("is required");
        }
      }
      return null;
    };
  }

  private Check properties(JsonNode schemas) {
    Map<String, SchemaRule> rules = new LinkedHashMap<>();
    schemas.fields().forEachRemaining(e -> rules.put(e.getKey(), sub(e.getValue())));
    return (v, at) -> firstOf(v, at, (name, value, place) -> {
      SchemaRule rule = rules.get(name);
      return rule == null ? null : rule.check(value, place.down(name));
    });
  }

  private static Check additionalProperties(SchemaRule rule, JsonNode declared) {
    return (v, at) -> firstOf(
        v,
        at,
        (name, value, place) -> declared.has(name) ? null : rule.check(value, place.down(name)));
  }

  private static Check propertyNames(SchemaRule rule) {
    return (v, at) -> firstOf(v, at, (name, value, place) -> {
      Violation inName = rule.check(TextNode.valueOf(name), Pointer.ROOT);
      return inName == null ? null : place.down(name).violation("its name " + inName.reason());
    });
  }

  private interface FieldCheck {
    @Nullable
    Violation run(String name, JsonNode value, Pointer place);
  }

  private static @Nullable Violation firstOf(JsonNode object, Pointer at, FieldCheck check) {
    if (!object.isObject()) {
      return null;
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      Violation violation = check.run(field.getKey(), field.getValue(), at);
      if (violation != null) {
        return violation;
      }
    }
    return null;
  }

  private static Check atMost(int max, String what, boolean ofObject) {
    return (v, at) -> (ofObject ? v.isObject() : v.isArray()) && v.size() > max
        ? at.violation("has " + v.size() + " " + what + ", at most " + max + " are allowed")
        : null;
  }

  private static Check items(SchemaRule rule) {
    return (v, at) -> {
      if (!v.isArray()) {
        return null;
      }
      int index = 0;
      for (JsonNode item : v) {
        Violation violation = rule.check(item, at.down(Integer.toString(index++)));
        if (violation != null) {
          return violation;
        }
      }
      return null;
    };
  }

  private static Check pattern(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return (v, at) -> v.isTextual() && !pattern.matcher(v.textValue()).find()
        ? at.violation("does not match " + regex)
        : null;
  }

  private static int length(JsonNode text) {
    String value = text.textValue();
    return value.codePointCount(0, value.length());
  }

  private static Check minLength(int min) {
    return (v, at) -> v.isTextual() && length(v) < min
        ? at.violation("is shorter than " + min + " characters")
        : null;
  }

  private static Check maxLength(int max) {
    return (v, at) -> v.isTextual() && length(v) > max
        ? at.violation("has " + length(v) + " characters, at most " + max + " are allowed")
        : null;
  }

  private static Check minimum(double min) {
    return (v, at) ->
        v.isNumber() && v.doubleValue() < min ? at.violation("is less than " + min) : null;
  }

  private static Check maximum(double max) {
    return (v, at) ->
        v.isNumber() && v.doubleValue() > max ? at.violation("is more than " + max) : null;
  }

  private static Check below(double limit) {
    return (v, at) -> v.isNumber() && v.doubleValue() >= limit
        ? at.violation("is not below " + limit + " (milliseconds instead of seconds?)")
        : null;
  }

  private static Check allOf(List<SchemaRule> rules) {
    return (v, at) -> {
      for (SchemaRule rule : rules) {
        Violation violation = rule.check(v, at);
        if (violation != null) {
          return violation;
        }
      }
      return null;
    };
  }

  private static Check someOf(List<SchemaRule> rules, boolean exactlyOne) {
    return (v, at) -> {
      int matches = 0;
      Violation first = null;
      for (SchemaRule rule : rules) {
        Violation violation = rule.check(v, at);
        if (violation == null) {
          matches++;
          if (!exactlyOne) {
            return null;
          }
        } else if (first == null || violation.depth() > first.depth()) {
          first = violation; // the one that got furthest tells the user most
        }
      }
      if (matches == 1) {
        return null;
      }
      return matches > 1 || first == null ? at.violation("fits more than one form") : first;
    };
  }

  private static Check not(SchemaRule rule, JsonNode schema) {
    return (v, at) ->
        rule.check(v, Pointer.SILENT) == null ? at.violation("must not fit " + schema) : null;
  }

  private static Check ifThenElse(SchemaRule test, SchemaRule then, SchemaRule otherwise) {
    return (v, at) -> (test.check(v, Pointer.SILENT) == null ? then : otherwise).check(v, at);
  }
}
