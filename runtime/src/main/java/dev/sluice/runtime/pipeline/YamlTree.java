// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads YAML into nodes that know their places. */
final class YamlTree {
  private YamlTree() {}

  /** The file's map; empty if a mistake has been told. */
  static Optional<MappingNode> read(String text, Mistakes mistakes) {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel("pipeline file").build()).composeString(text);
      if (root.isPresent() && root.get() instanceof MappingNode map) {
        return Optional.of(map);
      }
      mistakes.add(
          Position.START,
          "",
          root.isPresent() ? "the file is not a map of settings" : "the file is empty",
          "a pipeline file is YAML: lines of 'key: value'",
          "run 'sluice init' for a file to start from");
    } catch (MarkedYamlEngineException e) {
      String context = e.getContext() == null ? "" : e.getContext() + ": ";
      syntax(mistakes, Position.of(e.getProblemMark()), context + e.getProblem());
    } catch (YamlEngineException e) {
      syntax(mistakes, Position.START, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private static void syntax(Mistakes mistakes, Position at, String reason) {
    mistakes.add(
        at,
        "",
        "this is not YAML: " + reason.strip().replaceAll("\\s+", " "),
        "nothing after a mistake of syntax can be read",
        "correct it here or on the line above: look for a missing colon, quote or bracket, a tab,"
            + " or wrong indentation");
  }
}
