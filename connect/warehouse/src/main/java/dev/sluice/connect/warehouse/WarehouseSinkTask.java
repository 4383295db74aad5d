// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.warehouse;

import dev.sluice.connect.PipelineSinkTask;
import dev.sluice.connect.SettingsConfigDef;
import dev.sluice.connect.TaskParts;
import dev.sluice.connect.TaskSettings;
import dev.sluice.core.pipeline.Limits;
import dev.sluice.core.pipeline.Pipeline;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.views.ViewDefinition;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.StagedRows;
import dev.sluice.warehouse.TableTarget;
import dev.sluice.warehouse.ViewMaintenance;
import dev.sluice.warehouse.WarehouseDestination;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/** One task of a warehouse table. */
public final class WarehouseSinkTask extends PipelineSinkTask<StagedRows> {
  /** Before the name of a table that views read; the value lists its key. */
  private static final String KEY_PREFIX = "views.key.";

  private List<ViewDefinition> views = List.of();
  private Map<String, List<String>> keys = Map.of();
  private Set<String> topics = Set.of();

  @Override
  protected Settings settings(Map<String, String> properties) {
    views = views(properties);
    keys = keys(properties);
    topics = topics(properties);
    return SettingsConfigDef.read(WarehouseSinkConnector.GROUPS, properties);
  }

  /** Empty where a pattern names them. */
  private static Set<String> topics(Map<String, String> properties) {
    return Arrays.stream(properties.getOrDefault("topics", "").split(","))
        .map(String::strip)
        .filter(topic -> !topic.isEmpty())
        .collect(Collectors.toSet());
  }

  private static Map<String, List<String>> keys(Map<String, String> properties) {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(KEY_PREFIX)) {
            keys.put(
                name.substring(KEY_PREFIX.length()),
                WarehouseTaskSettings.VIEWS.kind().parser().parse(value));
          }
        });
    return keys;
  }

  private static List<ViewDefinition> views(Map<String, String> properties) {
    List<ViewDefinition> views = new ArrayList<>();
    for (String name :
        WarehouseTaskSettings.VIEWS.kind().parser().parse(properties.getOrDefault("views", ""))) {
      String sql = properties.get("view." + name);
      if (sql == null) {
        throw new ConfigException(
            "views names " + name + ", and there is no property view." + name + " with its SELECT");
      }
      views.add(new ViewDefinition(name, sql));
    }
    return views;
  }

  /** The keys of the tables that views read; this one's is its own. */
  private Map<String, List<String>> tables(TableTarget target) {
    Map<String, List<String>> tables = new LinkedHashMap<>(keys);
    tables.put(target.table().toString(), target.key());
    return tables;
  }

  @Override
  protected Pipeline<StagedRows> assemble(Settings settings, TaskParts parts) {
    TableTarget target =
        TableTarget.of(
            settings.get(TaskSettings.PIPELINE), settings, settings.get(DecoderSettings.CONFLICTS));
    WarehouseDestination destination =
        new WarehouseDestination(
            target,
            Databases.open(settings),
            parts.formats(),
            parts.deadLetters(),
            new ViewMaintenance(views, Databases.viewDialect(settings), tables(target)));
    destination.madeOf(topics);
    Limits limits =
        new Limits(
            settings.get(WarehouseTaskSettings.RECORDS),
            settings.get(WarehouseTaskSettings.BYTES),
            settings.get(WarehouseTaskSettings.INTERVAL),
            true);
    TablePartition table = new TablePartition(target.table().toString(), "");
    return new Pipeline<>(
        record -> table,
        parts.expiry().over(destination),
        parts.deadLetters(),
        limits,
        parts.budget(),
        InstantSource.system(),
        parts.meters(),
        parts.encoderThreads());
  }
}
