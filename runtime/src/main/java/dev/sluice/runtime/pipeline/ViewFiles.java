// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.runtime.pipeline.PipelineFile.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the SQL files that a pipeline file lists as views. */
final class ViewFiles {
  private final Path pipelineFile;
  private final Mistakes mistakes;

  ViewFiles(Path pipelineFile, Mistakes mistakes) {
    this.pipelineFile = pipelineFile;
    this.mistakes = mistakes;
  }

  /** The views that are there; the others are told as mistakes. */
  List<View> read(SectionValues root) {
    Map<String, Position> names = new HashMap<>();
    root.named()
        .get(PipelineSettings.WAREHOUSE_TABLES)
        .forEach((table, values) -> names.put(table.toLowerCase(Locale.ROOT), values.at()));
    List<View> views = new ArrayList<>();
    for (Given.Item item : items(root)) {
      Path file = pipelineFile.toAbsolutePath().resolveSibling(item.text()).normalize();
      String name = file.getFileName().toString().replaceFirst("\\.sql$", "");
      Position taken = names.putIfAbsent(name.toLowerCase(Locale.ROOT), item.at());
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        mistake(
            item,
            "view '" + item.text() + "' has a file name that cannot name a table",
            "the view is named after its file; letters, digits and _ can be written without quotes",
            "rename the file, for example to sales_by_day.sql");
      } else if (taken != null) {
        mistake(
            item,
            "the view '" + name + "' has the name of another table or view",
            "views are named after their files; that name is taken on line " + taken.line(),
            "rename one of the two");
      } else {
        readOne(item, name, file, views);
      }
    }
    return views;
  }

  private void readOne(Given.Item item, String name, Path file, List<View> views) {
    try {
      String sql = Files.readString(file);
      if (sql.isBlank()) {
        mistake(
            item, "view file " + item.text() + " is empty", "it should hold a SELECT", "fill it");
      } else {
        views.add(new View(name, file, sql));
      }
    } catch (IOException e) {
      mistake(
          item,
          "view file " + item.text() + " cannot be read",
          Files.exists(file) ? e.getMessage() : "there is no " + file,
          "create it, or correct its path; it is relative to the pipeline file");
    }
  }

  private static List<Given.Item> items(SectionValues root) {
    Given given = root.given().get(PipelineSettings.VIEWS.name());
    if (given == null || !given.items().isEmpty()) {
      return given == null ? List.of() : given.items();
    }
    return root.find(PipelineSettings.VIEWS).orElse(List.of()).stream()
        .map(text -> new Given.Item(given.value(), text))
        .toList();
  }

  private void mistake(Given.Item item, String what, String why, String now) {
    mistakes.add(item.at(), PipelineSettings.VIEWS.name(), what, why, now);
  }
}
