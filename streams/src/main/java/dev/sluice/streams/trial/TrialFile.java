// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.trial;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.streams.expression.SqlType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A file of cases for one view.
 *
 * @param view the view's file
 * @param topics columns of topics, and of the warehouse's tables, by name
 */
record TrialFile(Path view, Map<String, Map<String, SqlType>> topics, List<Case> cases) {
  /**
   * A case.
   *
   * @param rejects parts of the reasons of records that are expected to be rejected, in order
   */
  record Case(
      String name,
      int line,
      List<Sent> in,
      List<Map<String, Optional<String>>> out,
      List<String> rejects) {}

  /**
   * A record that is sent.
   *
   * @param row empty for a record that is not a row
   * @param raw its value as text then
   */
  record Sent(String topic, Map<String, Optional<String>> row, Optional<String> raw) {}

  static TrialFile read(Path file) throws IOException {
    return new Reader(file).read();
  }

  /** Reads the nodes of the YAML, so that texts stay as they were written. */
  private static final class Reader {
    private final Path file;

    Reader(Path file) {
      this.file = file;
    }

    TrialFile read() throws IOException {
      Node root;
      try {
        root =
            new Compose(LoadSettings.builder().setUseMarks(true).build())
                .composeString(Files.readString(file))
                .orElseThrow(() -> new RefusedException(file + ": the file is empty"));
      } catch (YamlEngineException e) {
        throw new RefusedException(file + ": " + e.getMessage(), e);
      }
      Map<String, Node> top = map(root, List.of("view", "topics", "cases"));
      Map<String, Map<String, SqlType>> topics = new LinkedHashMap<>();
      if (top.containsKey("topics")) {
        map(top.get("topics"), List.of())
            .forEach((topic, columns) -> topics.put(topic, columns(columns)));
      }
      List<Case> cases = new ArrayList<>();
      for (Node node : list(required(top, "cases", root))) {
        cases.add(oneCase(node));
      }
      String view = text(required(top, "view", root)).orElse("");
      return new TrialFile(file.toAbsolutePath().resolveSibling(view).normalize(), topics, cases);
    }

    private Map<String, SqlType> columns(Node node) {
      Map<String, SqlType> columns = new LinkedHashMap<>();
      map(node, List.of())
          .forEach(
              (column, type) ->
                  columns.put(
                      column,
                      SqlType.parse(text(type).orElse(""))
                          .orElseThrow(
                              () ->
                                  mistake(
                                      type,
                                      "'"
                                          + text(type).orElse("")
                                          + "' is no type that is worked"
                                          + " with here; write for example DECIMAL(10,2)"))));
      return columns;
    }

    private Case oneCase(Node node) {
      Map<String, Node> parts = map(node, List.of("name", "in", "out", "rejects"));
      List<Sent> in = new ArrayList<>();
      for (Node sent : list(required(parts, "in", node))) {
        in.add(sent(sent));
      }
      List<Map<String, Optional<String>>> out = new ArrayList<>();
      for (Node row : parts.containsKey("out") ? list(parts.get("out")) : List.<Node>of()) {
        out.add(row(row));
      }
      List<String> rejects = new ArrayList<>();
      for (Node part :
          parts.containsKey("rejects") ? list(parts.get("rejects")) : List.<Node>of()) {
        rejects.add(text(part).orElse(""));
      }
      String name = text(required(parts, "name", node)).orElse("");
      return new Case(name, line(node), in, out, rejects);
    }

    private Sent sent(Node node) {
      Map<String, Node> one = map(node, List.of());
      if (one.size() != 1) {
        throw mistake(node, "a record is written as its topic and its row: - orders: {id: 1}");
      }
      Map.Entry<String, Node> entry = one.entrySet().iterator().next();
      return entry.getValue() instanceof MappingNode
          ? new Sent(entry.getKey(), row(entry.getValue()), Optional.empty())
          : new Sent(entry.getKey(), Map.of(), text(entry.getValue()));
    }

    private Map<String, Optional<String>> row(Node node) {
      Map<String, Optional<String>> row = new LinkedHashMap<>();
      map(node, List.of()).forEach((column, value) -> row.put(column, text(value)));
      return row;
    }

    private Map<String, Node> map(Node node, List<String> known) {
      if (!(node instanceof MappingNode mapping)) {
        throw mistake(node, "names and values are expected here");
      }
      Map<String, Node> map = new LinkedHashMap<>();
      for (NodeTuple tuple : mapping.getValue()) {
        String name = text(tuple.getKeyNode()).orElse("");
        if (!known.isEmpty() && !known.contains(name)) {
          throw mistake(
              tuple.getKeyNode(),
              "'" + name + "' is not known here; known: " + String.join(", ", known));
        }
        map.put(name, tuple.getValueNode());
      }
      return map;
    }

    private List<Node> list(Node node) {
      if (node instanceof SequenceNode sequence) {
        return sequence.getValue();
      }
      throw mistake(node, "a list is expected here");
    }

    /** Empty for null. */
    private Optional<String> text(Node node) {
      if (!(node instanceof ScalarNode scalar)) {
        throw mistake(node, "one value is expected here");
      }
      boolean nothing =
          scalar.getScalarStyle() == ScalarStyle.PLAIN
              && List.of("null", "~", "").contains(scalar.getValue());
      return nothing ? Optional.empty() : Optional.of(scalar.getValue());
    }

    private Node required(Map<String, Node> map, String name, Node in) {
      Node node = map.get(name);
      if (node == null) {
        throw mistake(in, "'" + name + "' is missing");
      }
      return node;
    }

    private static int line(Node node) {
      return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private RefusedException mistake(Node at, String what) {
      return new RefusedException(file + ":" + line(at) + ": " + what);
    }
  }
}
