// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.shred.KafkaColumns;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.formats.Format;
import dev.sluice.runtime.pipeline.PipelineFile.View;
import dev.sluice.views.Base;
import dev.sluice.views.LayeredView;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.LayersHeader;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a view with layers needs of the rest of the file. */
final class LayeredChecks {
  private final SectionValues root;
  private final Mistakes mistakes;

  LayeredChecks(SectionValues root, Mistakes mistakes) {
    this.root = root;
    this.mistakes = mistakes;
  }

  /** The view, if both of its layers can be made; else it is told why not. */
  Optional<View> layered(
      SqlParser parser, Given.Item item, ViewDefinition view, Path file, LayersHeader header)
      throws ViewRefusal {
    List<Base> bases = new ArrayList<>();
    Map<String, SectionValues> tables = root.named().get(PipelineSettings.WAREHOUSE_TABLES);
    tables.forEach((name, values) -> bases.add(base(TableName.parse(name), values)));
    LayeredView layers = LayeredView.of(parser, view, ViewDialect.DUCKDB, bases);
    String table =
        tables.keySet().stream()
            .filter(name -> TableName.parse(name).name().equalsIgnoreCase(layers.base()))
            .findFirst()
            .orElseThrow();
    Optional<String> lake = lake(item, view, header, topic(table, tables.get(table)));
    if (lake.isEmpty() || !coordinates(item, view, table, tables.get(table)) || !late(item, view)) {
      return Optional.empty();
    }
    return Optional.of(
        new View(
            view.name(),
            file,
            view.sql(),
            Set.of(PipelineFile.unqualified(table)),
            Optional.of(
                new PipelineFile.Layers(table, lake.get(), header.every(), header.memory())),
            Optional.empty()));
  }

  private static Base base(TableName name, SectionValues values) {
    List<String> key = values.find(WarehouseSettings.KEY).orElse(List.of());
    return new Base(name.name(), name.sql(), List.of(), key);
  }

  private static String topic(String table, SectionValues values) {
    return values.find(PipelineSettings.TABLE_TOPIC).orElse(table);
  }

  private Optional<String> lake(
      Given.Item item, ViewDefinition view, LayersHeader header, String topic) {
    List<String> found = new ArrayList<>();
    root.named()
        .get(PipelineSettings.LAKE_TABLES)
        .forEach(
            (name, values) -> {
              boolean parquet =
                  values.find(FormatSettings.FORMAT).filter(f -> f == Format.PARQUET).isPresent();
              if (parquet
                  && topic(name, values).equals(topic)
                  && header.lake().filter(asked -> !asked.equals(name)).isEmpty()) {
                found.add(name);
              }
            });
    if (found.size() == 1) {
      return Optional.of(found.get(0));
    }
    mistake(
        item,
        found.isEmpty()
            ? "view "
                + view.name()
                + " has layers, and there is no lake table"
                + header.lake().map(name -> " '" + name + "'").orElse("")
                + " of topic "
                + topic
                + " in Parquet"
            : "view "
                + view.name()
                + " has layers, and topic "
                + topic
                + " has several lake tables: "
                + String.join(", ", found),
        "a batch is computed of the lake's files",
        found.isEmpty()
            ? "add one below lake.tables, with format: parquet"
            : "say which, with a line -- batch lake: " + found.get(0));
    return Optional.empty();
  }

  private boolean coordinates(
      Given.Item item, ViewDefinition view, String table, SectionValues values) {
    List<KafkaColumns.Part> parts = values.find(WarehouseSettings.KAFKA).orElse(List.of());
    boolean there =
        parts.containsAll(List.of(KafkaColumns.Part.PARTITION, KafkaColumns.Part.OFFSET));
    if (!there) {
      mistake(
          item,
          "view " + view.name() + " has layers, and rows of " + table + " do not say their offsets",
          "the boundary between the layers is one of offsets, never a time",
          "add columns.kafka: [partition, offset] to the warehouse table " + table);
    }
    return there;
  }

  private boolean late(Given.Item item, ViewDefinition view) {
    boolean update = root.texts("late.").getOrDefault("after", "update").equals("update");
    if (!update) {
      mistake(
          item,
          "view " + view.name() + " has layers, and late rows are kept out of the table",
          "the lake holds them, so a batch would count what the table does not",
          "use late: {after: update}, or leave out the line -- layers");
    }
    return update;
  }

  private void mistake(Given.Item item, String what, String why, String now) {
    mistakes.add(item.at(), PipelineSettings.VIEWS.name(), what, why, now);
  }
}
