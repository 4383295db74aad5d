// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Problem;
import dev.sluice.core.settings.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads a part of the file against what may stand in it. Nested maps and dotted keys mean the same:
 * both become dotted names.
 */
final class SectionReader {
  private final Shape shape;
  private final String where;
  private final Position at;
  private final Environment environment;
  private final Mistakes mistakes;
  private final Map<String, Given> settings = new LinkedHashMap<>();
  private final Map<String, Map<String, SectionReader>> named = new LinkedHashMap<>();
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param where how the part is called in messages, such as {@code lake.tables.orders}
   */
  SectionReader(
      Shape shape, String where, Position at, Environment environment, Mistakes mistakes) {
    this.shape = shape;
    this.where = where;
    this.at = at;
    this.environment = environment;
    this.mistakes = mistakes;
    shape.named().keySet().forEach(prefix -> named.put(prefix, new LinkedHashMap<>()));
  }

  /** Checks all values and hands them over. */
  SectionValues finish() {
    shape.parts().forEach(this::check);
    Map<String, Map<String, SectionValues>> entries = new LinkedHashMap<>();
    named.forEach(
        (prefix, readers) -> {
          Map<String, SectionValues> values = new LinkedHashMap<>();
          readers.forEach((name, reader) -> values.put(name, reader.finish()));
          entries.put(prefix, values);
        });
    return new SectionValues(at, settings, entries);
  }

  private void check(Shape.Part part) {
    Optional<Position> first = first(part.prefix());
    if (part.optional() && first.isEmpty()) {
      return;
    }
    for (Problem problem : part.group().check(SectionValues.texts(settings, part.prefix()))) {
      String name = part.prefix() + problem.setting();
      Given given = settings.get(name);
      if (given == null) {
        mistakes.add(part.prefix().isEmpty() ? at : first.orElse(at), problem);
      } else if (given.text().isPresent()) {
        mistakes.add(given.value(), problem);
        settings.put(name, Given.broken(given.key(), given.value()));
      }
    }
  }

  /** Where the first thing below a prefix stands. */
  private Optional<Position> first(String prefix) {
    Stream<Position> own =
        settings.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(prefix))
            .map(entry -> entry.getValue().key());
    Stream<Position> below =
        named.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(prefix))
            .flatMap(entry -> entry.getValue().values().stream().map(reader -> reader.at));
    return Stream.concat(own, below).min(Comparator.naturalOrder());
  }

  void readMap(String prefix, MappingNode map) {
    if (!open.add(map)) {
      String name = prefix.replaceFirst("\\.$", "");
      wrongType(Position.of(map.getStartMark()), name, "a map that does not contain itself");
      return;
    }
    Map<String, Position> seen = new HashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      Position keyAt = Position.of(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        wrongType(keyAt, "a key", "text");
      } else {
        Position first = seen.putIfAbsent(key.getValue(), keyAt);
        if (first == null) {
          read(prefix + key.getValue(), keyAt, tuple.getValueNode());
        } else {
          duplicate(prefix + key.getValue(), first, keyAt);
        }
      }
    }
    open.remove(map);
  }

  private void read(String name, Position keyAt, Node value) {
    Optional<String> namesAbove = Shape.above(shape.named().keySet(), name);
    if (shape.named().containsKey(name)) {
      readNames(name, value);
    } else if (namesAbove.isPresent()) {
      readNamed(namesAbove.get(), name.substring(namesAbove.get().length() + 1), keyAt, value);
    } else if (Shape.above(shape.free(), name).isPresent() && !(value instanceof MappingNode)) {
      readSetting(name, Kind.TEXT, keyAt, value);
    } else if (shape.find(name).isPresent()) {
      Setting<?> setting = shape.find(name).get();
      readSetting(name, setting.kind(), keyAt, value);
    } else if (shape.isPrefix(name)
        || shape.free().contains(name)
        || Shape.above(shape.free(), name).isPresent()) {
      readPrefix(name, value);
    } else {
      unknown(name, keyAt);
    }
  }

  private void readPrefix(String name, Node value) {
    if (value instanceof MappingNode map) {
      readMap(name + ".", map);
    } else if (!isNull(value)) {
      wrongType(Position.of(value.getStartMark()), name, "a map of keys and values");
    }
  }

  private void readNames(String prefix, Node value) {
    if (value instanceof MappingNode map) {
      Map<String, Position> seen = new HashMap<>();
      for (NodeTuple tuple : map.getValue()) {
        Position keyAt = Position.of(tuple.getKeyNode().getStartMark());
        String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
        Position first = seen.putIfAbsent(name, keyAt);
        if (first == null) {
          readBody(entry(prefix, name, keyAt), name, tuple.getValueNode());
        } else {
          duplicate(prefix + "." + name, first, keyAt);
        }
      }
    } else if (!isNull(value)) {
      wrongType(Position.of(value.getStartMark()), prefix, "a map of names");
    }
  }

  /** A name written with dots, as in {@code topics.orders.format}; it ends at the first dot. */
  private void readNamed(String prefix, String rest, Position keyAt, Node value) {
    int dot = rest.indexOf('.');
    String name = dot < 0 ? rest : rest.substring(0, dot);
    SectionReader reader = entry(prefix, name, keyAt);
    if (dot < 0) {
      readBody(reader, name, value);
    } else {
      reader.read(rest.substring(dot + 1), keyAt, value);
    }
  }

  private SectionReader entry(String prefix, String name, Position keyAt) {
    return named
        .get(prefix)
        .computeIfAbsent(
            name,
            n ->
                new SectionReader(
                    shape.named().get(prefix), prefix + "." + n, keyAt, environment, mistakes));
  }

  private void readBody(SectionReader reader, String name, Node value) {
    if (value instanceof MappingNode map) {
      reader.readMap("", map);
    } else if (!isNull(value)) {
      wrongType(Position.of(value.getStartMark()), name, "a map of keys and values");
    }
  }

  private void readSetting(String name, Kind<?> kind, Position keyAt, Node value) {
    Position valueAt = Position.of(value.getStartMark());
    Given given = Given.broken(keyAt, valueAt);
    if (isNull(value)) {
      wrongType(valueAt, name, kind.name());
    } else if (value instanceof ScalarNode scalar) {
      given =
          filled(valueAt, name, scalar.getValue())
              .map(text -> Given.text(keyAt, valueAt, text))
              .orElse(given);
    } else if (value instanceof SequenceNode list && kind.many()) {
      given = items(name, list).map(items -> Given.list(keyAt, valueAt, items)).orElse(given);
    } else {
      wrongType(valueAt, name, kind.name());
    }
    Given first = settings.putIfAbsent(name, given);
    if (first != null) {
      duplicate(name, first.key(), keyAt);
    }
  }

  private Optional<List<Given.Item>> items(String name, SequenceNode list) {
    List<Given.Item> items = new ArrayList<>();
    for (Node node : list.getValue()) {
      Position itemAt = Position.of(node.getStartMark());
      if (node instanceof ScalarNode scalar && !isNull(node)) {
        filled(itemAt, name, scalar.getValue())
            .ifPresent(text -> items.add(new Given.Item(itemAt, text)));
      } else {
        wrongType(itemAt, "an item of " + name, "text");
      }
    }
    return items.size() == list.getValue().size() ? Optional.of(items) : Optional.empty();
  }

  private Optional<String> filled(Position valueAt, String name, String text) {
    Optional<String> missing = environment.missing(text);
    if (missing.isPresent()) {
      mistakes.add(
          valueAt,
          name,
          name + " refers to the environment variable " + missing.get() + ", which is not set",
          "its value is filled in when the file is read",
          "set it, or give a default: ${env:" + missing.get() + ":default}");
      return Optional.empty();
    }
    return Optional.of(environment.fill(text));
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private void wrongType(Position valueAt, String name, String expected) {
    mistakes.add(
        valueAt,
        name,
        name + " must be " + expected,
        "what stands here is of another type, or nothing",
        shape
            .find(name)
            .map(s -> "write for example " + name + ": " + s.example())
            .orElse("see docs/reference/pipeline.md"));
  }

  private void duplicate(String name, Position first, Position again) {
    mistakes.add(
        again,
        name,
        name + " is given twice" + (where.isEmpty() ? "" : " in " + where),
        "it was given on line " + first.line() + " already, and only one of the two can hold",
        "remove one of them");
  }

  private void unknown(String name, Position keyAt) {
    String known = String.join(", ", shape.settings().keySet());
    mistakes.add(
        keyAt,
        name,
        "unknown key '" + name + "'" + (where.isEmpty() ? "" : " in " + where),
        "known here: "
            + known
            + (shape.named().isEmpty() ? "" : ", " + String.join(", ", named.keySet())),
        NearestName.of(name, shape.names())
            .map(near -> "did you mean " + near + "?")
            .orElse("remove it"));
  }
}
