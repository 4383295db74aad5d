// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.LakeSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that a pipeline file may say; pages, editor schema and checks are derived from it. */
public final class PipelineSettings {
  /** What a record does to its table. */
  public enum Mode {
    INSERT,
    UPSERT
  }

  static final String TOPICS = "topics";
  static final String LAKE_TABLES = "lake.tables";
  static final String WAREHOUSE_TABLES = "warehouse.tables";
  static final String KAFKA_CLIENT = "kafka.client";

  public static final Setting<String> NAME =
      Setting.required(
          "name",
          Kinds.matching("a name of letters, digits, - and _", "[A-Za-z0-9_-]{1,100}"),
          "Names the pipeline: its consumer groups, internal topics and the positions kept in lake"
              + " and warehouse. It must stay the same for as long as the pipeline is to continue"
              + " where it was.",
          "orders");
  public static final Setting<Long> TASKS =
      Setting.of(
          "tasks",
          Kinds.between(1, 1000),
          "2",
          "Tasks per table and process group. More than a topic's partitions are of no use.",
          "4");
  public static final Setting<Long> MEMORY =
      Setting.of(
          "memory",
          Kind.BYTES,
          "256MiB",
          "Bytes of records that may wait in one process. At the limit the largest files are"
              + " written early, and then reading pauses.",
          "512MiB");
  public static final Setting<List<String>> VIEWS =
      Setting.of(
          "views",
          Kind.LIST,
          "",
          "SQL files, one view each, relative to the pipeline file. A view is named after its file"
              + " and is maintained in the warehouse, in the transaction that brings the rows.",
          "[views/sales_by_country_day.sql]");

  public static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.optional(
          "kafka.bootstrap.servers",
          Kind.TEXT,
          "Addresses of the Kafka brokers. Without it a broker is started in the process. Further"
              + " settings of Kafka's clients, such as security.protocol, go below kafka.client.",
          "broker-1:9092,broker-2:9092");

  public static final Setting<List<String>> REGISTRY_URL =
      Setting.optional(
          "schema.registry.url",
          Kind.LIST,
          "Addresses of the schema registry, tried in turn. Without it a registry is started in"
              + " the process.",
          "http://registry:8081");
  public static final Setting<String> REGISTRY_USER =
      Setting.optional(
          "schema.registry.user", Kind.TEXT, "User for basic authentication.", "sluice");
  public static final Setting<String> REGISTRY_PASSWORD =
      Setting.optional(
              "schema.registry.password",
              Kind.TEXT,
              "The user's password.",
              "${env:REGISTRY_PASSWORD}")
          .masked();

  public static final Setting<String> WAREHOUSE_URL =
      Setting.optional(
          "warehouse.url",
          Kinds.matching(
              "jdbc:duckdb:FILE or jdbc:postgresql://HOST/DATABASE",
              "jdbc:duckdb:[^:].*|jdbc:postgresql:.+"),
          "JDBC address of the warehouse. A DuckDB file is relative to the data folder, and belongs"
              + " to one process.",
          "jdbc:duckdb:warehouse.duckdb");
  public static final Setting<String> WAREHOUSE_USER =
      Setting.optional("warehouse.user", Kind.TEXT, "User of the database.", "sluice");
  public static final Setting<String> WAREHOUSE_PASSWORD =
      Setting.optional(
              "warehouse.password", Kind.TEXT, "The user's password.", "${env:WAREHOUSE_PASSWORD}")
          .masked();

  public static final Setting<String> HTTP_HOST =
      Setting.of(
          "http.host",
          Kind.TEXT,
          "127.0.0.1",
          "Address that metrics, health and status are served at. The fallback keeps them to this"
              + " machine.",
          "0.0.0.0");
  public static final Setting<Long> HTTP_PORT =
      Setting.of(
          "http.port", Kinds.between(0, 65535), "0", "Its port; 0 takes a free one.", "8090");

  public static final Setting<DecoderSettings.Format> TOPIC_FORMAT =
      Setting.of(
          "format",
          DecoderSettings.FORMAT.kind(),
          "avro",
          "How values are encoded. avro expects the schema registry's framing.",
          "avro");
  public static final Setting<Long> TOPIC_PARTITIONS =
      Setting.of(
          "partitions",
          Kinds.between(1, 10_000),
          "4",
          "Partitions, if the topic is created; an existing topic is left as it is.",
          "12");
  public static final Setting<Long> TOPIC_REPLICATION =
      Setting.optional(
          "replication",
          Kinds.between(1, 100),
          "Replicas, if the topic is created. Without it the broker's own default holds.",
          "3");

  /** Where a table's records come from; the fallback is the topic of the table's name. */
  public static final Setting<String> TABLE_TOPIC =
      Setting.optional(
          "topic",
          Kind.TEXT,
          "Topic the records come from, declared under topics. Without it: the topic of the table's"
              + " name.",
          "orders");

  public static final Setting<Mode> MODE =
      Setting.of(
          "mode",
          Kind.choice(Mode.class),
          "insert",
          "Whether every record becomes a row, or replaces the row of the same key. insert is the"
              + " fallback because it needs no key.",
          "upsert");
  public static final Setting<List<String>> KEY =
      Setting.of(
          "key", Kind.LIST, "", "Fields that make a row unique; needed for upsert.", "[order_id]");
  public static final Setting<Duration> INTERVAL =
      Setting.of(
          "interval",
          Kind.DURATION,
          "1s",
          "Time that rows may wait before the next transaction. Shorter is fresher, longer costs"
              + " the database less.",
          "5s");

  static final SettingGroup PIPELINE =
      new SettingGroup("Pipeline", "The pipeline as a whole.", List.of(NAME, TASKS, MEMORY, VIEWS));
  static final SettingGroup KAFKA =
      new SettingGroup("Kafka", "Where the topics are.", List.of(BOOTSTRAP_SERVERS));
  static final SettingGroup REGISTRY =
      new SettingGroup(
          "Schema registry",
          "Where the schemas of the topics are.",
          List.of(REGISTRY_URL, REGISTRY_USER, REGISTRY_PASSWORD));
  static final SettingGroup WAREHOUSE =
      new SettingGroup(
          "Warehouse",
          "The database that tables and views live in.",
          List.of(WAREHOUSE_URL, WAREHOUSE_USER, WAREHOUSE_PASSWORD));
  static final SettingGroup HTTP =
      new SettingGroup("HTTP", "Metrics, health and status.", List.of(HTTP_HOST, HTTP_PORT));
  static final SettingGroup TOPIC =
      new SettingGroup(
          "Topic",
          "A topic that tables read.",
          List.of(TOPIC_FORMAT, TOPIC_PARTITIONS, TOPIC_REPLICATION));
  static final SettingGroup LAKE_TABLE =
      new SettingGroup(
          "Lake table",
          "A table of files. A relative location is relative to the data folder.",
          List.of(
              TABLE_TOPIC,
              LakeSettings.LOCATION,
              LakeSettings.FORMAT,
              LakeSettings.COMPRESSION,
              LakeSettings.PARTITION,
              LakeSettings.ROTATE_RECORDS,
              LakeSettings.ROTATE_BYTES,
              LakeSettings.ROTATE_INTERVAL,
              LakeSettings.ROW_GROUP_BYTES));
  static final SettingGroup WAREHOUSE_TABLE =
      new SettingGroup(
          "Warehouse table",
          "A table of the warehouse. Rows, positions and views change in one transaction.",
          List.of(TABLE_TOPIC, MODE, KEY, INTERVAL));

  static final Section ROOT =
      new Section(
          List.of(PIPELINE, KAFKA, REGISTRY, WAREHOUSE, HTTP), named(), Set.of(KAFKA_CLIENT));

  private PipelineSettings() {}

  private static Map<String, Section> named() {
    Map<String, Section> named = new LinkedHashMap<>();
    named.put(TOPICS, Section.of(TOPIC));
    named.put(LAKE_TABLES, Section.of(LAKE_TABLE));
    named.put(WAREHOUSE_TABLES, Section.of(WAREHOUSE_TABLE));
    return named;
  }
}
