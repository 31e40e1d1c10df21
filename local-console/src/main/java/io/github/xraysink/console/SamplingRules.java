// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The central sampling rules in force, from a file if one is given, edited there or in the page.
 *
 * <p>The file holds {@code {"SamplingRules": [{"RuleName": "health", "Priority": 10, "FixedRate":
 * 0, "ReservoirSize": 0, "URLPath": "/health"}, ..]}}, or a bare list. It is looked at whenever
 * rules are asked for; a file that cannot be used leaves the rules before it in force and is told.
 * A Default rule is added where there is none. Guarded by {@code this}.
 */
final class SamplingRules {

  private static final Logger LOG = System.getLogger(SamplingRules.class.getName());

  private static final int MAX_RULES = 200;
  private static final long MAX_FILE_BYTES = 1 << 20;

  private final @Nullable Path file;
  private final Clock clock;
  private List<SamplingRule> rules = List.of(SamplingRule.defaultRule());
  private long modifiedMillis;
  private @Nullable FileTime fileTime;
  private @Nullable String problem;

  SamplingRules(@Nullable Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
    modifiedMillis = clock.millis();
  }

  /** The rules in order of priority, after a look at the file. */
  synchronized List<SamplingRule> current() {
    if (file != null) {
      look(file);
    }
    return rules;
  }

  /** When the rules last changed, epoch milliseconds. */
  synchronized long modifiedMillis() {
    return modifiedMillis;
  }

  /** What is wrong with the file, or null. */
  synchronized @Nullable String problem() {
    return problem;
  }

  private void look(Path path) {
    try {
      FileTime time = Files.getLastModifiedTime(path);
      if (time.equals(fileTime)) {
        return;
      }
      fileTime = time;
      if (Files.size(path) > MAX_FILE_BYTES) {
        throw new IllegalArgumentException("has more than " + MAX_FILE_BYTES + " bytes");
      }
      adopt(parse(Json.read(Files.readAllBytes(path))));
    } catch (NoSuchFileException e) {
      fileTime = null; // it may come later, or be written by the page
    } catch (IOException | IllegalArgumentException e) {
      problem =
          "rules file " + path + ": " + e.getMessage() + "; the rules before it stay in force";
      LOG.log(Level.WARNING, problem);
    }
  }

  private void adopt(List<SamplingRule> parsed) {
    if (!parsed.equals(rules)) {
      modifiedMillis = clock.millis();
    }
    rules = parsed;
    problem = null;
  }

  /**
   * Reads a list of rules.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static List<SamplingRule> parse(JsonNode json) {
    JsonNode list = json.isArray() ? json : json.path("SamplingRules");
    if (!list.isArray() || list.size() > MAX_RULES) {
      throw new IllegalArgumentException(
          "expected {\"SamplingRules\": [..]} or a list, of at most " + MAX_RULES + " rules");
    }
    List<SamplingRule> parsed = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode rule : list) {
      parsed.add(SamplingRule.fromJson(rule));
      String name = parsed.get(parsed.size() - 1).name();
      if (!names.add(name)) {
        throw new IllegalArgumentException("RuleName: there are two rules named " + name);
      }
    }
    if (!names.contains(SamplingRule.DEFAULT_NAME)) {
      parsed.add(SamplingRule.defaultRule());
    }
    parsed.sort(Comparator.comparingInt(SamplingRule::priority).thenComparing(SamplingRule::name));
    return List.copyOf(parsed);
  }

  /** Puts rules in force and, where there is a file, into it; the file is replaced in one step. */
  synchronized void replace(List<SamplingRule> parsed) throws IOException {
    if (file != null) {
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.write(beside, Json.bytes(toJson(parsed)));
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
      fileTime = Files.getLastModifiedTime(file);
    }
    adopt(parsed);
  }

  static JsonNode toJson(List<SamplingRule> rules) {
    ArrayNode list = Json.array();
    rules.forEach(rule -> list.add(rule.toJson()));
    return Json.object().set("SamplingRules", list);
  }
}
