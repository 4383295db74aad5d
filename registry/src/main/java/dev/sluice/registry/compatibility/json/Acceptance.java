// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry.compatibility.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.registry.compatibility.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether every value that the writer's schema allows is allowed by the reader's. The rules are
 * those of sets: a reader may allow more, never less. Where that cannot be told (two patterns, two
 * schemas under {@code not}), the two must be equal. The rule table is in the documentation of
 * schemas; each row has a test.
 */
final class Acceptance {
  private static final List<String> CHOICES = List.of("oneOf", "anyOf");

  /** Keywords whose meaning no rule compares: a reader may drop them, but not change or add. */
  private static final List<String> AS_THEY_ARE =
      List.of(
          "not",
          "if",
          "then",
          "else",
          "contains",
          "propertyNames",
          "dependentSchemas",
          "dependentRequired",
          "dependencies",
          "unevaluatedProperties",
          "unevaluatedItems",
          "minContains",
          "maxContains");

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "title",
          "description",
          "default",
          "examples",
          "$comment",
          "$schema",
          "$id",
          "readOnly",
          "writeOnly",
          "deprecated",
          "definitions",
          "$defs",
          "connect.index");

  private final Document reader;
  private final Document writer;
  private final Findings findings;
  private final Set<List<JsonNode>> compared = new HashSet<>();

  Acceptance(Document reader, Document writer, String readerName, String writerName) {
    this.reader = reader;
    this.writer = writer;
    this.findings = new Findings(readerName, writerName);
  }

  List<Problem> problems() {
    compare(reader.root(), writer.root(), "#", findings);
    return findings.all();
  }

  /** Compares the schemas of one place; a pair that is being compared already is taken as fine. */
  void compare(JsonNode readerAt, JsonNode writerAt, String path, Findings into) {
    Optional<JsonNode> reads = reader.resolved(readerAt);
    Optional<JsonNode> writes = writer.resolved(writerAt);
    if (reads.isEmpty() || writes.isEmpty()) {
      into.add("REFERENCE_UNRESOLVED", path, "a reference leads nowhere");
      return;
    }
    List<JsonNode> pair = List.of(reads.get(), writes.get());
    if (reads.get().equals(writes.get()) && reader.root().equals(writer.root())) {
      return;
    }
    if (compared.add(pair)) {
      resolved(reads.get(), flat(writes.get()), path, into);
      if (!into.none()) {
        compared.remove(pair); // a trial's pair may be met again where it counts
      }
    }
  }

  private void resolved(JsonNode reads, JsonNode writes, String path, Findings into) {
    if (isTrue(reads) || isFalse(writes)) {
      return;
    }
    if (isFalse(reads)) {
      into.add("SCHEMA_NARROWED", path, "the {R} schema allows nothing");
      return;
    }
    List<JsonNode> alternatives = alternatives(writes);
    if (alternatives.size() > 1) {
      alternatives.forEach(one -> compare(reads, one, path, into));
      return;
    }
    JsonNode written = alternatives.get(0);
    if (reads.has("allOf")) {
      reads.get("allOf").forEach(branch -> compare(branch, written, path, into));
      compare(without(reads, "allOf"), written, path, into);
      return;
    }
    for (String choice : CHOICES) {
      if (reads.has(choice)) {
        choose(reads, choice, written, path, into);
        return;
      }
    }
    plain(reads, written, path, into);
  }

  /** One branch of the reader's must take all of the writer's. */
  private void choose(JsonNode reads, String choice, JsonNode writes, String path, Findings into) {
    ObjectNode rest = without(reads, choice);
    for (JsonNode branch : reads.get(choice)) {
      Findings trial = into.trial();
      compare(
          reader.resolved(branch).<JsonNode>map(one -> merged(rest, one)).orElse(branch),
          writes,
          path,
          trial);
      if (trial.none()) {
        return;
      }
    }
    into.add(
        "SUM_TYPE_NARROWED",
        path,
        "no branch of "
            + choice
            + " in the {R} schema takes all that the {W} schema allows ("
            + brief(writes)
            + ")");
  }

  private void plain(JsonNode reads, JsonNode writes, String path, Findings into) {
    Set<String> types = Types.of(writes);
    if (!Types.takes(Types.of(reads), types)) {
      into.add(
          "TYPE_NARROWED",
          path,
          "the {R} schema takes " + Types.of(reads) + ", the {W} schema allows " + types);
      return;
    }
    for (String keyword : AS_THEY_ARE) {
      if (reads.has(keyword) && !reads.get(keyword).equals(writes.get(keyword))) {
        into.add(
            keyword.toUpperCase(java.util.Locale.ROOT) + "_CHANGED",
            path,
            keyword + " in the {R} schema is not what it is in the {W} schema");
      }
    }
    Scalars.compare(reads, writes, types, path, into);
    if (types.contains("object")) {
      new Objects(this, reads, writes, path, into).compare();
    }
    if (types.contains("array")) {
      new Arrays(this, reads, writes, path, into).compare();
    }
  }

  private List<JsonNode> alternatives(JsonNode writes) {
    List<JsonNode> all = new ArrayList<>();
    for (String choice : CHOICES) {
      if (writes.has(choice)) {
        ObjectNode rest = without(writes, choice);
        writes
            .get(choice)
            .forEach(
                branch ->
                    all.add(
                        writer
                            .resolved(branch)
                            .<JsonNode>map(one -> merged(rest, one))
                            .orElse(branch)));
        return all;
      }
    }
    if (writes.path("type").size() > 1) {
      writes.get("type").forEach(type -> all.add(without(writes, "type").set("type", type)));
      return all;
    }
    return List.of(writes);
  }

  /** What {@code allOf} says, said in one. */
  private JsonNode flat(JsonNode writes) {
    if (!writes.has("allOf")) {
      return writes;
    }
    ObjectNode all = without(writes, "allOf");
    for (JsonNode branch : writes.get("allOf")) {
      all = merged(all, writer.resolved(branch).map(this::flat).orElse(branch));
    }
    return all;
  }

  private static ObjectNode merged(ObjectNode rest, JsonNode branch) {
    ObjectNode both = rest.deepCopy();
    branch
        .properties()
        .forEach(
            one -> {
              JsonNode known = both.get(one.getKey());
              if (known instanceof ObjectNode names && one.getKey().equals("properties")) {
                names.setAll((ObjectNode) one.getValue());
              } else if (known != null && one.getKey().equals("required")) {
                one.getValue().forEach(both.withArray("required")::add);
              } else {
                both.set(one.getKey(), one.getValue());
              }
            });
    return both;
  }

  private static ObjectNode without(JsonNode schema, String keyword) {
    ObjectNode rest = schema.deepCopy();
    rest.remove(keyword);
    return rest;
  }

  static boolean isTrue(JsonNode schema) {
    return schema.isBoolean()
        ? schema.asBoolean()
        : schema.properties().stream().allMatch(one -> ANNOTATIONS.contains(one.getKey()));
  }

  static boolean isFalse(JsonNode schema) {
    return schema.isBoolean() && !schema.asBoolean();
  }

  /** A schema under a name; what is not given allows everything. */
  static JsonNode orTrue(JsonNode schema) {
    return schema == null || schema.isMissingNode()
        ? JsonNodeFactory.instance.booleanNode(true)
        : schema;
  }

  private static String brief(JsonNode schema) {
    String text = schema.toString();
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
