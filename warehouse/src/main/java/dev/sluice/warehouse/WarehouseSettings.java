// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import dev.sluice.core.shred.KafkaColumns;
import java.time.Duration;
import java.util.List;

/** What a user can set about a warehouse table. */
public final class WarehouseSettings {
  public static final Setting<String> URL =
      Setting.required(
          "warehouse.url",
          Kind.TEXT,
          "JDBC address of the warehouse: a DuckDB file, or a database of PostgreSQL, MariaDB or"
              + " MySQL.",
          "jdbc:duckdb:warehouse.duckdb");
  public static final Setting<String> USER =
      Setting.optional("warehouse.user", Kind.TEXT, "User of the database.", "sluice");
  public static final Setting<String> PASSWORD =
      Setting.optional("warehouse.password", Kind.TEXT, "The user's password.", "secret").masked();
  public static final Setting<String> TABLE =
      Setting.required(
          "table",
          Kind.TEXT,
          "Table that the records go to, with its schema if that is not the default one. It is"
              + " created if it is missing, and gets a new column when records bring a new field.",
          "sales.orders");
  public static final Setting<Mode> MODE =
      Setting.of(
          "mode",
          Kind.choice(Mode.class),
          "insert",
          "Whether every record becomes a row, or replaces the row of the same key. Insert is the"
              + " fallback because it needs no key.",
          "upsert");
  public static final Setting<List<String>> KEY =
      Setting.of(
          "key",
          Kind.LIST,
          "",
          "Fields that make a row unique; needed for upsert. Records without them are rejected.",
          "order_id");
  public static final Setting<String> WHERE =
      Setting.of(
          "where",
          Kind.TEXT,
          "",
          "SQL condition, in the warehouse's dialect, that a row must meet to reach the table; the"
              + " others are left out.",
          "status <> 'TEST'");

  public static final Setting<Deletes> DELETES =
      Setting.of(
          "deletes",
          Kind.choice(Deletes.class),
          "reject",
          "What becomes of records that delete the row of their key, in mode upsert: records without a value, whose"
              + " Kafka key says which row (see key.format), and the deletes of an envelope. apply deletes it; reject"
              + " puts the record into the dead-letter topic; ignore counts it, and the row stays. Reject is the fallback"
              + " because the other two lose something for good.",
          "apply");
  public static final Setting<String> TIME =
      Setting.of(
          "time",
          Kind.TEXT,
          "",
          "Field that holds a row's event time. How far it is, the watermark, is kept per partition"
              + " beside the positions; the table's is that of the partition furthest behind.",
          "ordered_at");
  public static final Setting<Duration> LATE_GRACE =
      Setting.of(
          "late.grace",
          Kind.DURATION,
          "0s",
          "How far behind the watermark a row's event time may be before the row is late.",
          "10m");
  public static final Setting<Lateness.After> LATE_AFTER =
      Setting.of(
          "late.after",
          Kind.choice(Lateness.After.class),
          "update",
          "What happens to late rows: update takes them like any other, side puts them into the"
              + " table NAME_late with where they came from, drop leaves them out. They are counted"
              + " where they are not taken.",
          "side");

  public static final Setting<List<KafkaColumns.Part>> KAFKA =
      Setting.of(
          "columns.kafka",
          Kind.listOf(Kind.choice(KafkaColumns.Part.class)),
          "",
          "Columns beside those of the value, named _kafka_ and the part: topic, partition, offset, timestamp, key and"
              + " value (as bytes), headers. A view with layers needs partition and offset.",
          "partition, offset");

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Warehouse",
          "Where rows go and what they do there. Rows, positions and views change in one"
              + " transaction.",
          List.of(
              URL,
              USER,
              PASSWORD,
              TABLE,
              MODE,
              KEY,
              WHERE,
              DELETES,
              TIME,
              LATE_GRACE,
              LATE_AFTER,
              KAFKA));

  private WarehouseSettings() {}
}
