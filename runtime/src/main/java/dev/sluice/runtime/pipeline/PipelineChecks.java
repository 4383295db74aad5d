// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import static dev.sluice.runtime.pipeline.PipelineSettings.LAKE_TABLES;
import static dev.sluice.runtime.pipeline.PipelineSettings.TOPICS;
import static dev.sluice.runtime.pipeline.PipelineSettings.WAREHOUSE_TABLES;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.SortOrder;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.decoders.Unwrapping;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.LakeFormats;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.formats.Codec;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.partition.PartitionSpec;
import dev.sluice.lake.stores.Stores;
import dev.sluice.lake.tables.iceberg.IcebergSettings;
import dev.sluice.warehouse.Deletes;
import dev.sluice.warehouse.Mode;
import dev.sluice.warehouse.WarehouseSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What no single value shows: that the parts of a file fit together. */
final class PipelineChecks {
  private final SectionValues root;
  private final Mistakes mistakes;

  PipelineChecks(SectionValues root, Mistakes mistakes) {
    this.root = root;
    this.mistakes = mistakes;
  }

  void check(ViewFiles.Found views) {
    names();
    named(LAKE_TABLES).forEach((name, table) -> topicDeclared("lake", name, table));
    named(WAREHOUSE_TABLES).forEach((name, table) -> topicDeclared("warehouse", name, table));
    named(LAKE_TABLES).forEach(this::partition);
    named(LAKE_TABLES).forEach(this::compression);
    named(LAKE_TABLES).forEach((name, table) -> sort(table));
    named(LAKE_TABLES).forEach((name, table) -> tableFormat(table));
    named(WAREHOUSE_TABLES).forEach(this::upsertHasKey);
    named(WAREHOUSE_TABLES).forEach(this::deletesHaveKey);
    named(TOPICS).forEach(this::envelope);
    locations();
    tableNames();
    destinations(views);
    if (!root.texts(PipelineSettings.KAFKA_CLIENT + ".").isEmpty()
        && !root.given().containsKey("kafka." + PipelineSettings.BOOTSTRAP.name())) {
      mistakes.add(
          root.at(),
          PipelineSettings.BOOTSTRAP.name(),
          "kafka.client is given without kafka.bootstrap.servers",
          "the broker inside the process needs no client settings, so an external one seems meant",
          "add kafka.bootstrap.servers, or remove kafka.client");
    }
  }

  private Map<String, SectionValues> named(String prefix) {
    return root.named().get(prefix);
  }

  private void names() {
    root.named()
        .forEach(
            (prefix, entries) ->
                entries.forEach(
                    (name, values) -> {
                      if (!name.matches("[A-Za-z0-9._-]{1,200}")) {
                        mistakes.add(
                            values.at(),
                            prefix,
                            "'" + name + "' cannot be a name below " + prefix,
                            "it becomes part of topic, table and connector names",
                            "use letters, digits, '.', '_' and '-'");
                      }
                    }));
  }

  private void topicDeclared(String destination, String name, SectionValues table) {
    Setting<String> setting = PipelineSettings.TABLE_TOPIC;
    if (table.isGiven(setting) && table.find(setting).isEmpty()) {
      return;
    }
    String topic = table.find(setting).orElse(name);
    Set<String> declared = named(TOPICS).keySet();
    if (!declared.contains(topic)) {
      mistakes.add(
          table.place(setting),
          setting.name(),
          destination + " table '" + name + "' reads topic '" + topic + "', which is not declared",
          declared.isEmpty() ? "no topic is declared" : "declared: " + String.join(", ", declared),
          NearestName.of(topic, declared)
              .map(near -> "did you mean " + near + "? Else add it below topics")
              .orElse("add it below topics, for example topics: {" + topic + ": {format: avro}}"));
    }
  }

  private void partition(String name, SectionValues table) {
    try {
      table
          .find(LakeSettings.PARTITION)
          .ifPresent(items -> PartitionSpec.of(items, PartitionSpec.Style.HIVE));
    } catch (RefusedException e) {
      mistakes.add(
          table.place(LakeSettings.PARTITION),
          LakeSettings.PARTITION.name(),
          e.getMessage(),
          LakeSettings.PARTITION.doc(),
          "correct it, for example partition: [day(ordered_at)]");
    }
  }

  private void tableFormat(SectionValues table) {
    tableFormat(table, LakeSettings.TABLE_FORMAT, LakeSettings::checkTable);
    Setting<?> first =
        IcebergSettings.GROUP.settings().stream()
            .filter(table::isGiven)
            .findFirst()
            .orElse(IcebergSettings.URI);
    tableFormat(table, first, IcebergSettings::check);
  }

  private void tableFormat(SectionValues table, Setting<?> setting, Consumer<Settings> check) {
    try {
      check.accept(table.settings(""));
    } catch (RefusedException e) {
      mistakes.add(
          table.place(setting),
          setting.name(),
          e.getMessage(),
          setting.doc(),
          "change what it names, or leave " + setting.name() + " out");
    } catch (IllegalArgumentException e) {
      // A setting that cannot be read has been told about.
    }
  }

  private void compression(String name, SectionValues table) {
    Optional<Format> format = table.find(FormatSettings.FORMAT);
    Optional<Codec> codec = table.find(FormatSettings.COMPRESSION);
    if (format.isEmpty() || codec.isEmpty()) {
      return;
    }
    try {
      LakeFormats.check(format.get(), codec.get());
    } catch (RefusedException e) {
      mistakes.add(
          table.place(FormatSettings.COMPRESSION),
          FormatSettings.COMPRESSION.name(),
          e.getMessage(),
          FormatSettings.COMPRESSION.doc(),
          "correct it, for example compression: zstd");
      return;
    }
    Optional<Long> level = table.find(FormatSettings.LEVEL);
    try {
      level.ifPresent(asked -> LakeFormats.checkLevel(format.get(), codec.get(), asked));
    } catch (RefusedException e) {
      mistakes.add(
          table.place(FormatSettings.LEVEL),
          FormatSettings.LEVEL.name(),
          e.getMessage(),
          FormatSettings.LEVEL.doc(),
          "correct it or leave it out");
    }
  }

  private void sort(SectionValues table) {
    Optional<Format> format = table.find(FormatSettings.FORMAT);
    Optional<List<SortOrder.Key>> keys = table.find(FormatSettings.SORT);
    if (format.isEmpty() || keys.isEmpty()) {
      return;
    }
    try {
      LakeFormats.check(format.get(), new SortOrder(keys.get()));
    } catch (RefusedException e) {
      mistakes.add(
          table.place(FormatSettings.SORT),
          FormatSettings.SORT.name(),
          e.getMessage(),
          FormatSettings.SORT.doc(),
          "leave it out, or name another format");
    }
  }

  private void upsertHasKey(String name, SectionValues table) {
    boolean upsert =
        table.find(WarehouseSettings.MODE).filter(mode -> mode == Mode.UPSERT).isPresent();
    if (upsert && table.find(WarehouseSettings.KEY).filter(List::isEmpty).isPresent()) {
      mistakes.add(
          table.place(WarehouseSettings.MODE),
          WarehouseSettings.KEY.name(),
          "warehouse table '" + name + "' is in upsert mode and has no key",
          "a row can be replaced only if its key says which one",
          "add key, for example key: [order_id], or use mode: insert");
    }
  }

  private void deletesHaveKey(String name, SectionValues table) {
    boolean insert =
        table.find(WarehouseSettings.MODE).filter(mode -> mode == Mode.INSERT).isPresent();
    boolean apply =
        table
            .find(WarehouseSettings.DELETES)
            .filter(deletes -> deletes == Deletes.APPLY)
            .isPresent();
    if (insert && apply) {
      mistakes.add(
          table.place(WarehouseSettings.DELETES),
          WarehouseSettings.DELETES.name(),
          "warehouse table '" + name + "' applies deletes and is in insert mode",
          "a row can be deleted only if its key says which one",
          "use mode: upsert with a key, or leave deletes out");
    }
  }

  private void envelope(String name, SectionValues topic) {
    Optional<DecoderSettings.Format> format = topic.find(PipelineSettings.TOPIC_FORMAT);
    Optional<Unwrapping.Envelope> envelope = topic.find(DecoderSettings.ENVELOPE);
    if (format.isEmpty() || envelope.isEmpty()) {
      return;
    }
    try {
      DecoderSettings.requireEnvelope(format.get(), envelope.get());
    } catch (RefusedException e) {
      mistakes.add(
          topic.place(DecoderSettings.ENVELOPE),
          DecoderSettings.ENVELOPE.name(),
          e.getMessage(),
          DecoderSettings.ENVELOPE.doc(),
          "correct it, for example format: avro, envelope: debezium");
    }
  }

  private void locations() {
    Map<String, String> owners = new HashMap<>();
    named(LAKE_TABLES)
        .forEach(
            (name, table) ->
                table
                    .find(LakeSettings.LOCATION)
                    .ifPresent(location -> location(name, table, location, owners)));
  }

  private void location(
      String name, SectionValues table, String location, Map<String, String> owners) {
    Position at = table.place(LakeSettings.LOCATION);
    Optional<String> scheme = Stores.scheme(location);
    if (!LakeStores.ALL.keeps(location)) {
      mistakes.add(
          at,
          LakeSettings.LOCATION.name(),
          "location '" + location + "' is neither a folder nor in a store of this version",
          "lake tables lie in folders, or at " + String.join(", ", LakeStores.ALL.schemes()),
          "name a folder, for example location: lake/"
              + name
              + ", or for example s3://BUCKET/FOLDER");
      return;
    }
    String place =
        scheme.isPresent()
            ? location.replaceAll("/+$", "")
            : Path.of(location).normalize().toString();
    String other = owners.putIfAbsent(place, name);
    if (other != null) {
      mistakes.add(
          at,
          LakeSettings.LOCATION.name(),
          "lake tables '" + other + "' and '" + name + "' have the same location",
          "each table's files need a folder of their own",
          "give one of them another location");
    }
  }

  private void tableNames() {
    Map<String, String> lower = new HashMap<>();
    named(WAREHOUSE_TABLES)
        .forEach(
            (name, table) -> {
              String other = lower.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
              if (other != null) {
                mistakes.add(
                    table.at(),
                    WAREHOUSE_TABLES,
                    "warehouse tables '"
                        + other
                        + "' and '"
                        + name
                        + "' are one name to the database",
                    "case does not tell tables apart there",
                    "rename one of them");
              }
            });
  }

  private void destinations(ViewFiles.Found views) {
    Map<String, SectionValues> tables = named(WAREHOUSE_TABLES);
    if (tables.isEmpty() && named(LAKE_TABLES).isEmpty() && views.emitted().isEmpty()) {
      mistakes.add(
          root.at(),
          "",
          "there is neither a lake table nor a warehouse table",
          "records would go nowhere",
          "add lake.tables or warehouse.tables; 'sluice init' writes an example");
    } else if (tables.isEmpty() && !views.kept().isEmpty()) {
      mistakes.add(
          root.place(PipelineSettings.VIEWS),
          PipelineSettings.VIEWS.name(),
          "there are views, but no warehouse table",
          "views are maintained in the warehouse, from its tables",
          "add warehouse.tables, or a line -- emit: topic NAME at the top of the view's file");
    }
  }
}
