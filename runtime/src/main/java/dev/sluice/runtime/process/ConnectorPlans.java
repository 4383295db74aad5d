// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.Stores;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.pipeline.LakeStores;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineSettings;
import dev.sluice.warehouse.WarehouseSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connectors that a pipeline file stands for: one per table, so that no table waits for
 * another.
 */
public final class ConnectorPlans {
  private static final String DUCKDB = "jdbc:duckdb:";

  /** What a topic says of its values, and what connectors call it. */
  private static final Map<Setting<?>, Setting<?>> VALUES =
      Map.of(
          PipelineSettings.TOPIC_CONFLICTS, DecoderSettings.CONFLICTS,
          PipelineSettings.TOPIC_TOMBSTONES, DecoderSettings.NULL_VALUES,
          DecoderSettings.ENVELOPE, DecoderSettings.ENVELOPE,
          DecoderSettings.EVENT_COLUMNS, DecoderSettings.EVENT_COLUMNS,
          DecoderSettings.KEY_FORMAT, DecoderSettings.KEY_FORMAT);

  private final PipelineFile file;
  private final Home home;
  private final String registryUrl;
  private final Map<String, String> kafkaClient;

  /** Topics that warehouse tables are made of, where the file names another by now. */
  private final Map<String, String> made = new ConcurrentHashMap<>();

  /**
   * @param kafkaClient properties of the tasks' own Kafka clients; may be references to the
   *     worker's
   */
  public ConnectorPlans(
      PipelineFile file, Home home, String registryUrl, Map<String, String> kafkaClient) {
    this.kafkaClient = Map.copyOf(kafkaClient);
    this.file = file;
    this.home = home;
    this.registryUrl = registryUrl;
  }

  /** Name of the topic that takes the records nobody can read. */
  public static String deadLetterTopic(PipelineFile file) {
    return file.name() + "-dead-letters";
  }

  /** Name of the connector, and of the positions, of a lake table. */
  public static String lakeName(PipelineFile file, PipelineFile.Section table) {
    return file.name() + "-lake-" + table.name();
  }

  /** Name of the connector, and of the positions, of a warehouse table. */
  public static String warehouseName(PipelineFile file, PipelineFile.Section table) {
    return file.name() + "-warehouse-" + table.name();
  }

  /** Connector properties by connector name. */
  public Map<String, Map<String, String>> all() {
    Map<String, Map<String, String>> connectors = new LinkedHashMap<>();
    for (PipelineFile.Section table : file.lakeTables()) {
      connectors.put(lakeName(file, table), lake(table));
    }
    for (PipelineFile.Section table : file.warehouseTables()) {
      connectors.put(warehouseName(file, table), warehouse(made(table)));
    }
    return connectors;
  }

  private Map<String, String> lake(PipelineFile.Section table) {
    Map<String, String> config =
        table(table, lakeName(file, table), "dev.sluice.connect.lake.LakeSinkConnector");
    config.put("table", table.name());
    config.put(LakeSettings.LOCATION.name(), lakeLocation(table));
    return config;
  }

  /** Location of a lake table, a folder's path made absolute. */
  public String lakeLocation(PipelineFile.Section table) {
    String location = table.settings().get(LakeSettings.LOCATION);
    return Stores.scheme(location).isPresent()
        ? location
        : home.data().resolve(location).toAbsolutePath().normalize().toString();
  }

  /** Opens a lake table's store, to read its receipts. */
  public Store lakeStore(PipelineFile.Section table) {
    return LakeStores.ALL.open(lakeLocation(table), table.settings());
  }

  /** Says which topic a warehouse table is made of from now on. */
  void make(PipelineFile.Section table, String topic) {
    made.put(table.name(), topic);
  }

  /**
   * A warehouse table as it is: made of the topic that the file names, or of the one before, until
   * a replay switches.
   */
  PipelineFile.Section made(PipelineFile.Section table) {
    return of(table, made.getOrDefault(table.name(), table.topic()));
  }

  private static PipelineFile.Section of(PipelineFile.Section table, String topic) {
    if (table.topic().equals(topic)) {
      return table;
    }
    Map<String, String> texts = new LinkedHashMap<>(table.texts());
    texts.put(PipelineSettings.TABLE_TOPIC.name(), topic);
    return new PipelineFile.Section(table.name(), texts);
  }

  /**
   * Properties of the connector that makes a warehouse table of a topic.
   *
   * @throws RefusedException if the file does not tell of the topic
   */
  Map<String, String> warehouse(PipelineFile.Section table, String topic) {
    if (file.findTopic(topic).isEmpty()) {
      throw new RefusedException(
          "Table "
              + table.name()
              + " is made of topic "
              + topic
              + ", which is not below topics any more: keep it there until another generation is"
              + " served and this one has been dropped");
    }
    return warehouse(of(table, topic));
  }

  private Map<String, String> warehouse(PipelineFile.Section table) {
    Map<String, String> config =
        table(
            table,
            warehouseName(file, table),
            "dev.sluice.connect.warehouse.WarehouseSinkConnector");
    config.put("table", table.name());
    config.put(WarehouseSettings.URL.name(), warehouseUrl());
    file.warehouse()
        .ifPresent(
            settings -> {
              settings
                  .find(PipelineSettings.WAREHOUSE_USER)
                  .ifPresent(v -> config.put(WarehouseSettings.USER.name(), v));
              settings
                  .find(PipelineSettings.WAREHOUSE_PASSWORD)
                  .ifPresent(v -> config.put(WarehouseSettings.PASSWORD.name(), v));
            });
    Settings topic = file.topicOf(table).settings();
    topic
        .find(PipelineSettings.TOPIC_TIME)
        .ifPresent(time -> config.put(WarehouseSettings.TIME.name(), time));
    config.put(
        WarehouseSettings.LATE_GRACE.name(),
        file.late().get(WarehouseSettings.LATE_GRACE).toMillis() + "ms");
    config.put(
        WarehouseSettings.LATE_AFTER.name(),
        file.late().get(WarehouseSettings.LATE_AFTER).name().toLowerCase(java.util.Locale.ROOT));
    List<PipelineFile.View> views = file.viewsOver(table);
    config.put("views", String.join(", ", views.stream().map(PipelineFile.View::name).toList()));
    views.forEach(view -> config.put("view." + view.name(), view.sql()));
    file.keysOf(views)
        .forEach((name, key) -> config.put("views.key." + name, String.join(", ", key)));
    return config;
  }

  /** The warehouse's address, a DuckDB file's path made absolute. */
  public String warehouseUrl() {
    String url = file.warehouse().orElseThrow().get(PipelineSettings.WAREHOUSE_URL);
    if (!url.startsWith(DUCKDB)) {
      return url;
    }
    return DUCKDB
        + home.data().resolve(url.substring(DUCKDB.length())).toAbsolutePath().normalize();
  }

  private Map<String, String> table(PipelineFile.Section table, String name, String connector) {
    Map<String, String> config = new LinkedHashMap<>(table.texts());
    config.remove(PipelineSettings.TABLE_TOPIC.name());
    config.put("name", name);
    config.put("connector.class", connector);
    config.put("topics", table.topic());
    config.put("tasks.max", Long.toString(file.top().get(PipelineSettings.TASKS)));
    config.put("pipeline", name);
    config.put(
        "expired",
        file.top().get(PipelineSettings.EXPIRED).name().toLowerCase(java.util.Locale.ROOT));
    config.put("memory", Long.toString(file.top().get(PipelineSettings.MEMORY)));
    config.put(
        "value.format",
        file.topicOf(table)
            .settings()
            .get(PipelineSettings.TOPIC_FORMAT)
            .name()
            .toLowerCase(java.util.Locale.ROOT));
    Map<String, String> topic = file.topicOf(table).texts();
    VALUES.forEach(
        (setting, property) -> {
          if (topic.containsKey(setting.name())) {
            config.put(property.name(), topic.get(setting.name()));
          }
        });
    config.put("schema.registry.url", registryUrl);
    contract(table, config);
    config.put("errors.tolerance", "all");
    config.put("errors.deadletterqueue.topic.name", deadLetterTopic(file));
    config.put("errors.deadletterqueue.context.headers.enable", "true");
    config.put("errors.deadletterqueue.topic.replication.factor", replication(table));
    config.put("consumer.override.auto.offset.reset", "earliest");
    kafkaClient.forEach((property, value) -> config.put("kafka.client." + property, value));
    return config;
  }

  private void contract(PipelineFile.Section table, Map<String, String> config) {
    String json = file.contracts().get(table.topic());
    if (json != null) {
      config.put("contract", json);
      config.put(
          "violation",
          file.topicOf(table)
              .settings()
              .get(PipelineSettings.TOPIC_VIOLATION)
              .name()
              .toLowerCase(java.util.Locale.ROOT));
    }
  }

  private String replication(PipelineFile.Section table) {
    return Long.toString(file.topicOf(table).settings().get(PipelineSettings.TOPIC_REPLICATION));
  }
}
