package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML text as a flat list of dotted keys, each with its place; mistakes of form are collected. */
final class YamlEntries {
  private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\\}");

  private final String file;
  private final UnaryOperator<String> environment;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<Mistake> mistakes = new ArrayList<>();

  /** @param environment answers null for a variable that is not set */
  YamlEntries(String file, UnaryOperator<String> environment) {
    this.file = file;
    this.environment = environment;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  List<Mistake> mistakes() {
    return mistakes;
  }

  void read(String text) {
    try {
      LoadSettings settings = LoadSettings.builder().setUseMarks(true).setLabel(file).setAllowDuplicateKeys(true).build();
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty() || !(root.get() instanceof MappingNode mapping)) {
        mistakes.add(new Mistake(file, 1, 1, new Problem("", "the file holds no settings", "a pipeline file is a YAML mapping", "start with name: orders, or run sluice init")));
        return;
      }
      mapping("", mapping);
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().orElse(null);
      mistakes.add(
          new Mistake(
              file,
              mark == null ? 1 : mark.getLine() + 1,
              mark == null ? 1 : mark.getColumn() + 1,
              new Problem("", "the file is not valid YAML: " + e.getProblem(), "nothing after this place can be read", "look at indentation, colons and quotes just before it")));
    }
  }

  private void mapping(String path, MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        value(path.isEmpty() ? key.getValue() : path + "." + key.getValue(), key, tuple.getValueNode());
      }
    }
  }

  private void value(String path, Node key, Node value) {
    if (value instanceof MappingNode mapping) {
      if (mapping.getValue().isEmpty()) {
        put(path, "", key);
      }
      mapping(path, mapping);
    } else if (value instanceof SequenceNode sequence) {
      String items =
          sequence.getValue().stream().map(item -> item instanceof ScalarNode s ? s.getValue() : "?").collect(Collectors.joining(", "));
      put(path, items, key);
    } else if (value instanceof ScalarNode scalar) {
      put(path, substituted(scalar), key);
    }
  }

  private void put(String path, String value, Node at) {
    Mark mark = at.getStartMark().orElseThrow();
    Entry entry = new Entry(path, value, mark.getLine() + 1, mark.getColumn() + 1);
    Entry earlier = entries.putIfAbsent(path, entry);
    if (earlier != null) {
      mistakes.add(
          new Mistake(file, entry.line(), entry.column(), new Problem(path, path + " is given twice", "it stands in line " + earlier.line() + " already, and only one can hold", "remove one of the two")));
    }
  }

  private String substituted(ScalarNode scalar) {
    Matcher matcher = ENVIRONMENT.matcher(scalar.getValue());
    return matcher.replaceAll(match -> Matcher.quoteReplacement(variable(match.group(1), match.group(2), scalar)));
  }

  private String variable(String name, String fallback, ScalarNode scalar) {
    String value = environment.apply(name);
    if (value == null && fallback == null) {
      Mark mark = scalar.getStartMark().orElseThrow();
      mistakes.add(
          new Mistake(file, mark.getLine() + 1, mark.getColumn() + 1, new Problem(name, "environment variable " + name + " is not set", "the file takes a value from it", "set it, or write ${env:" + name + ":FALLBACK}")));
      return "";
    }
    return value == null ? fallback : value;
  }
}
