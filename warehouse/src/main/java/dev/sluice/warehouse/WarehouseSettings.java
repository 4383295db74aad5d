// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.settings.Kind;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.SettingGroup;
import java.util.List;

/** What a user can set about a warehouse table. */
public final class WarehouseSettings {
  public static final Setting<String> URL =
      Setting.required(
          "warehouse.url",
          Kind.TEXT,
          "JDBC address of the warehouse: a DuckDB file or a PostgreSQL database.",
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

  public static final SettingGroup GROUP =
      new SettingGroup(
          "Warehouse",
          "Where rows go and what they do there. Rows, positions and views change in one"
              + " transaction.",
          List.of(URL, USER, PASSWORD, TABLE, MODE, KEY, WHERE));

  private WarehouseSettings() {}
}
