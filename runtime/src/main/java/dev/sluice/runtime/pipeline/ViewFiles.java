// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.pipeline.PipelineFile.View;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewPlanner;
import dev.sluice.views.ViewRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the SQL files that a pipeline file lists as views. */
final class ViewFiles {
  private final Path pipelineFile;
  private final Mistakes mistakes;
  private Set<String> tables = Set.of();

  ViewFiles(Path pipelineFile, Mistakes mistakes) {
    this.pipelineFile = pipelineFile;
    this.mistakes = mistakes;
  }

  /** The views that are there; the others are told as mistakes. */
  List<View> read(SectionValues root) {
    tables = root.named().get(PipelineSettings.WAREHOUSE_TABLES).keySet();
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
        base(item, name, sql).ifPresent(base -> views.add(new View(name, file, sql, base)));
      }
    } catch (IOException e) {
      mistake(
          item,
          "view file " + item.text() + " cannot be read",
          Files.exists(file) ? e.getMessage() : "there is no " + file,
          "create it, or correct its path; it is relative to the pipeline file");
    }
  }

  /** The warehouse table that a view reads, if it is a view that can be kept. */
  private Optional<String> base(Given.Item item, String name, String sql) {
    try (SqlParser parser = SqlParser.open()) {
      String base = ViewPlanner.baseOf(parser, new ViewDefinition(name, sql));
      Optional<String> table = tables.stream().filter(base::equalsIgnoreCase).findFirst();
      if (table.isEmpty() && !tables.isEmpty()) {
        mistake(
            item,
            "view "
                + item.text()
                + " reads table '"
                + base
                + "', which the warehouse does not have",
            "views are kept over tables below warehouse.tables: " + String.join(", ", tables),
            NearestName.of(base, tables)
                .map(near -> "did you mean " + near + "?")
                .orElse("add it below warehouse.tables"));
      }
      return tables.isEmpty() ? Optional.of(base) : table;
    } catch (ViewRefusal e) {
      mistake(
          item,
          "view "
              + item.text()
              + ", line "
              + e.line()
              + ", column "
              + e.column()
              + ": "
              + e.construct()
              + " "
              + e.why(),
          "a view must stay equal to its SELECT with every row that lands, late or repeated",
          e.whatNow());
      return Optional.empty();
    } catch (SQLException e) {
      throw new StartupException("The SQL parser does not start: " + e.getMessage(), e);
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
