// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import dev.sluice.core.schema.Conflicts;
import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.decoders.contract.Violation;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.tables.iceberg.IcebergSettings;
import dev.sluice.streams.app.StreamsSettings;
import dev.sluice.warehouse.WarehouseSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything a pipeline file may say, section by section. What a table takes is declared by the
 * destination that reads it; here it is only given its place in the file.
 */
public final class PipelineSettings {
  public static final Setting<String> NAME =
      Setting.required(
          "name",
          Kinds.matching("a name of letters, digits, - and _", "[A-Za-z0-9_-]{1,100}"),
          "Name of the pipeline. Positions, consumer groups and internal topics carry it, so it"
              + " must stay the same for as long as the pipeline is to continue where it was.",
          "orders");
  public static final Setting<List<String>> VIEWS =
      Setting.of(
          "views",
          Kind.LIST,
          "",
          "Files with one SELECT each, relative to this file; the file's name is the view's. A view"
              + " with a line -- emit: topic NAME runs inside Kafka and its results go to that"
              + " topic; the others are kept in the warehouse, see docs/views.md.",
          "views/sales_by_country_day.sql");
  public static final Setting<Long> MEMORY =
      Setting.of(
          "memory",
          Kind.BYTES,
          "128MiB",
          "Bytes of records that may wait in memory, for the lake and for the warehouse each.",
          "256MiB");
  public static final Setting<Long> TASKS =
      Setting.of(
          "tasks",
          Kinds.between(1, 1000),
          "1",
          "Tasks per table; each takes a share of the topic's partitions.",
          "2");

  /** What to do where Kafka has deleted records before they were landed. */
  public enum Expired {
    FAIL,
    SKIP
  }

  public static final Setting<Expired> EXPIRED =
      Setting.of(
          "expired",
          Kind.choice(Expired.class),
          "fail",
          "What to do where Kafka's retention has deleted records before they were landed: fail, or"
              + " skip them with a warning.",
          "skip");

  public static final Setting<String> BOOTSTRAP =
      Setting.optional(
          "bootstrap.servers",
          Kind.TEXT,
          "Brokers of an external Kafka. Left out: a broker inside the process.",
          "broker1:9092,broker2:9092");
  public static final Setting<String> REGISTRY =
      Setting.optional(
          "url",
          Kind.TEXT,
          "Address of an external schema registry. Left out: a registry inside the process.",
          "http://registry:8081");
  public static final Setting<String> REGISTRY_USER =
      Setting.optional("user", Kind.TEXT, "User for basic authentication.", "sluice");
  public static final Setting<String> REGISTRY_PASSWORD =
      Setting.optional("password", Kind.TEXT, "The user's password.", "${env:REGISTRY_PASSWORD}")
          .masked();
  public static final Setting<DecoderSettings.Format> TOPIC_FORMAT =
      Setting.of(
          "format",
          Kind.choice(
              Arrays.stream(DecoderSettings.Format.values())
                  .filter(format -> format != DecoderSettings.Format.CONNECT)
                  .toList()),
          "avro",
          "How values are encoded: avro, protobuf or json_schema with a schema registry's framing,"
              + " or json: one object in UTF-8 per value, without a schema, whose columns are found"
              + " in the records themselves; string, bytes: the whole value as the one column"
              + " value.",
          "avro");
  public static final Setting<Conflicts> TOPIC_CONFLICTS =
      named(DecoderSettings.CONFLICTS, "conflicts");
  public static final Setting<DecoderSettings.NullValues> TOPIC_TOMBSTONES =
      named(DecoderSettings.NULL_VALUES, "tombstones");
  public static final Setting<Long> TOPIC_PARTITIONS =
      Setting.of(
          "partitions",
          Kinds.between(1, 10_000),
          "4",
          "Partitions of the topic, where it has to be created.",
          "12");
  public static final Setting<Long> TOPIC_REPLICATION =
      Setting.of(
          "replication",
          Kinds.between(1, 100),
          "1",
          "Replicas of the topic, where it has to be created.",
          "3");
  public static final Setting<String> TOPIC_TIME =
      Setting.optional(
          "time",
          Kind.TEXT,
          "Field that holds a record's event time. The warehouse keeps how far it is, the"
              + " watermark, beside the positions, and tells by it which rows are late.",
          "ordered_at");
  public static final Setting<String> TOPIC_CONTRACT =
      Setting.optional(
          "contract",
          Kind.TEXT,
          "File with the topic's contract, relative to this file: a document of the Open Data"
              + " Contract Standard 3. Each record is held against it before it becomes a row of"
              + " lake or warehouse.",
          "contracts/orders.yaml");
  public static final Setting<Violation> TOPIC_VIOLATION =
      Setting.of(
          "violation",
          Kind.choice(Violation.class),
          "reject",
          "What happens where a record breaks the contract: reject puts it into the dead letters"
              + " with the rule's name, warn only counts it, stop ends the tasks.",
          "warn");
  public static final Setting<String> TABLE_TOPIC =
      Setting.optional(
          "topic",
          Kind.TEXT,
          "Topic the table is made of; the table's own name if left out.",
          "orders");
  public static final Setting<Duration> INTERVAL =
      Setting.of(
          "interval",
          Kind.DURATION,
          "1s",
          "Longest time between two transactions while records come: how fresh the table and its"
              + " views are.",
          "500ms");
  public static final Setting<String> HTTP_HOST =
      Setting.of("host", Kind.TEXT, "127.0.0.1", "Address the process answers on.", "127.0.0.1");
  public static final Setting<Long> HTTP_PORT =
      Setting.of(
          "port",
          Kinds.between(0, 65_535),
          "0",
          "Port the process answers on; 0 for any free one.",
          "8080");

  public static final SettingGroup TOP =
      new SettingGroup(
          "Pipeline", "The top of the file.", List.of(NAME, VIEWS, MEMORY, TASKS, EXPIRED));
  public static final SettingGroup KAFKA =
      new SettingGroup(
          "kafka",
          "The Kafka cluster; further client properties go under kafka.client.",
          List.of(BOOTSTRAP));
  public static final SettingGroup SCHEMA_REGISTRY =
      new SettingGroup(
          "schema.registry",
          "The schema registry.",
          List.of(REGISTRY, REGISTRY_USER, REGISTRY_PASSWORD));
  public static final SettingGroup TOPIC =
      new SettingGroup(
          "topics.NAME",
          "A topic that tables are made of.",
          List.of(
              TOPIC_FORMAT,
              TOPIC_TIME,
              TOPIC_CONFLICTS,
              DecoderSettings.ENVELOPE,
              DecoderSettings.EVENT_COLUMNS,
              DecoderSettings.KEY_FORMAT,
              TOPIC_TOMBSTONES,
              TOPIC_PARTITIONS,
              TOPIC_REPLICATION,
              TOPIC_CONTRACT,
              TOPIC_VIOLATION));
  public static final SettingGroup LAKE_TABLE =
      new SettingGroup(
          "lake.tables.NAME",
          "A table of files in the lake.",
          Stream.of(
                  Stream.of(TABLE_TOPIC),
                  // the table's name is the section's
                  LakeSettings.GROUP.settings().stream().filter(s -> !s.equals(LakeSettings.TABLE)),
                  IcebergSettings.GROUP.settings().stream(),
                  FormatSettings.GROUP.settings().stream(),
                  LakeStores.GROUPS.stream().flatMap(group -> group.settings().stream()))
              .<Setting<?>>flatMap(settings -> settings)
              .toList());
  public static final Setting<String> WAREHOUSE_URL =
      Setting.required(
          "url",
          Kinds.matching(
              "jdbc:duckdb:FILE or jdbc:postgresql://HOST/DATABASE, or the same with mariadb or mysql",
              "jdbc:duckdb:[^:].*|jdbc:(postgresql|mariadb|mysql):.+"),
          WarehouseSettings.URL.doc() + " A DuckDB file is relative to the data folder.",
          WarehouseSettings.URL.example());
  public static final Setting<String> WAREHOUSE_USER = named(WarehouseSettings.USER, "user");
  public static final Setting<String> WAREHOUSE_PASSWORD =
      named(WarehouseSettings.PASSWORD, "password");
  public static final SettingGroup WAREHOUSE =
      new SettingGroup(
          "warehouse",
          "The warehouse.",
          List.of(WAREHOUSE_URL, WAREHOUSE_USER, WAREHOUSE_PASSWORD));
  public static final SettingGroup WAREHOUSE_TABLE =
      new SettingGroup(
          "warehouse.tables.NAME",
          "A table of the warehouse.",
          List.of(
              TABLE_TOPIC,
              WarehouseSettings.MODE,
              WarehouseSettings.KEY,
              WarehouseSettings.WHERE,
              WarehouseSettings.DELETES,
              WarehouseSettings.KAFKA,
              INTERVAL));
  public static final SettingGroup LATE =
      new SettingGroup(
          "late",
          "What the warehouse does with rows whose event time, the time of their topic, is long"
              + " past.",
          List.of(
              named(WarehouseSettings.LATE_GRACE, "grace"),
              named(WarehouseSettings.LATE_AFTER, "after")));
  public static final SettingGroup HTTP =
      new SettingGroup("http", "The process's own HTTP interface.", List.of(HTTP_HOST, HTTP_PORT));

  /** In the order of the reference page. */
  public static final List<SettingGroup> ALL =
      List.of(
          TOP,
          KAFKA,
          SCHEMA_REGISTRY,
          TOPIC,
          LAKE_TABLE,
          WAREHOUSE,
          WAREHOUSE_TABLE,
          LATE,
          StreamsSettings.GROUP,
          HTTP);

  static final String TOPICS = "topics";
  static final String LAKE_TABLES = "lake.tables";
  static final String WAREHOUSE_TABLES = "warehouse.tables";
  static final String KAFKA_CLIENT = "kafka.client";

  /** The whole file. */
  static final Shape FILE =
      new Shape(
          List.of(
              Shape.Part.always("", TOP),
              Shape.Part.always("kafka.", KAFKA),
              Shape.Part.always("schema.registry.", SCHEMA_REGISTRY),
              Shape.Part.ifAny("warehouse.", WAREHOUSE),
              Shape.Part.always("late.", LATE),
              Shape.Part.always("streams.", StreamsSettings.GROUP),
              Shape.Part.always("http.", HTTP)),
          sections(),
          Set.of(KAFKA_CLIENT));

  private PipelineSettings() {}

  private static Map<String, Shape> sections() {
    Map<String, Shape> named = new LinkedHashMap<>();
    named.put(TOPICS, Shape.of(TOPIC));
    named.put(LAKE_TABLES, Shape.of(LAKE_TABLE));
    named.put(WAREHOUSE_TABLES, Shape.of(WAREHOUSE_TABLE));
    return named;
  }

  private static <T> Setting<T> named(Setting<T> setting, String name) {
    return new Setting<>(
        name,
        setting.kind(),
        setting.fallback(),
        setting.required(),
        setting.secret(),
        setting.doc(),
        setting.example());
  }
}
