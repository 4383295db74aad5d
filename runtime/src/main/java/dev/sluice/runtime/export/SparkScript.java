// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.export;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.formats.Format;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.views.SqlParser;
import dev.sluice.views.TableReferences;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.TableName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A script for Spark's SQL shell: the lake's files under the names of the warehouse's tables, and
 * the views over them as they were written.
 */
final class SparkScript {
  private final PipelineFile file;
  private final Set<String> made = new LinkedHashSet<>();
  private final StringBuilder script = new StringBuilder();

  private SparkScript(PipelineFile file) {
    this.file = file;
  }

  /**
   * Writes the script.
   *
   * @throws ViewRefusal if a view cannot be parsed
   * @throws RefusedException if a view reads a table that the lake does not have
   */
  static ExportedFiles of(SqlParser parser, PipelineFile file) throws ViewRefusal {
    SparkScript spark = new SparkScript(file);
    spark.script.append(
        "-- Views of pipeline "
            + file.name()
            + " over its lake: spark-sql -f spark.sql\n"
            + "-- Folders of the lake are relative to the pipeline's data folder.\n"
            + "SET spark.sql.ansi.enabled=true;\n"
            + "SET spark.sql.ansi.doubleQuotedIdentifiers=true;\n");
    List<PipelineFile.View> waiting = new ArrayList<>(file.views());
    while (!waiting.isEmpty()) {
      PipelineFile.View view = spark.next(parser, waiting);
      waiting.remove(view);
      spark.view(parser, view);
    }
    return new ExportedFiles(Map.of("spark.sql", spark.script.toString()));
  }

  /** One that reads none of the others that are not made yet. */
  private PipelineFile.View next(SqlParser parser, List<PipelineFile.View> waiting)
      throws ViewRefusal {
    for (PipelineFile.View view : waiting) {
      Set<String> reads = TableReferences.of(parser, definition(view)).names();
      if (waiting.stream()
          .filter(other -> !other.name().equals(view.name()))
          .noneMatch(other -> reads.contains(other.name().toLowerCase(Locale.ROOT)))) {
        return view;
      }
    }
    return waiting.get(0);
  }

  private static ViewDefinition definition(PipelineFile.View view) {
    return new ViewDefinition(view.name(), view.sql());
  }

  private void view(SqlParser parser, PipelineFile.View view) throws ViewRefusal {
    ViewDefinition definition = definition(view);
    TableReferences references = TableReferences.of(parser, definition);
    for (PipelineFile.Section table : file.warehouseTables()) {
      String name = TableName.parse(table.name()).name();
      if (references.names().contains(name.toLowerCase(Locale.ROOT)) && made.add(name)) {
        table(view, table, name);
      }
    }
    script
        .append("\nCREATE OR REPLACE TEMPORARY VIEW ")
        .append(view.name())
        .append(" AS\n")
        .append(definition.select())
        .append("\n;\n");
  }

  private void table(PipelineFile.View view, PipelineFile.Section table, String name) {
    InsertedTable.require(table, view.name());
    Optional<PipelineFile.Section> lake =
        file.lakeTables().stream()
            .filter(l -> l.topic().equals(table.topic()))
            .filter(l -> l.settings().get(FormatSettings.FORMAT) == Format.PARQUET)
            .findFirst();
    if (lake.isEmpty()) {
      throw new RefusedException(
          "View "
              + view.name()
              + " reads "
              + table.name()
              + ", and topic "
              + table.topic()
              + " has no lake table in Parquet: add one below lake.tables, or export to dbt");
    }
    String where = table.settings().find(WarehouseSettings.WHERE).orElse("");
    script
        .append("\nCREATE OR REPLACE TEMPORARY VIEW ")
        .append(where.isBlank() ? name : name + "_files")
        .append(" USING parquet OPTIONS (mergeSchema 'true', recursiveFileLookup 'true', path '")
        .append(lake.get().settings().get(LakeSettings.LOCATION).replace("'", "\\'"))
        .append("');\n");
    if (!where.isBlank()) {
      script
          .append("CREATE OR REPLACE TEMPORARY VIEW ")
          .append(name)
          .append(" AS SELECT * FROM ")
          .append(name)
          .append("_files WHERE coalesce((")
          .append(where)
          .append("), FALSE);\n");
    }
  }
}
