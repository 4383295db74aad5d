// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Dialect;
import java.sql.SQLException;
import java.util.List;

/** The tables behind maintained views: made, filled, and made anew when their SQL has changed. */
final class ViewTables {
  static final String TABLE = "sluice_views";

  static final String DDL =
      "CREATE TABLE IF NOT EXISTS "
          + TABLE
          + " (name VARCHAR NOT NULL, sql VARCHAR NOT NULL, mode VARCHAR NOT NULL)";

  private final List<MaintainedView> views;

  ViewTables(List<MaintainedView> views) {
    this.views = views;
  }

  /**
   * Leaves every view's table in place and equal to what its SQL says of the base.
   *
   * @param anew whether all are made anew, because types of the base's columns have changed
   */
  void prepare(Tx tx, Dialect dialect, boolean anew) throws SQLException {
    for (MaintainedView view : views) {
      List<String> known =
          tx.query(
              row -> row.getString(1),
              "SELECT sql FROM " + TABLE + " WHERE name = ?",
              view.name().toString());
      boolean there = dialect.find(tx.connection(), view.name()).isPresent();
      if (anew || !there || !known.equals(List.of(view.definition()))) {
        build(tx, view);
      }
    }
  }

  private static void build(Tx tx, MaintainedView view) throws SQLException {
    tx.executeAll(view.locks());
    tx.execute("DROP TABLE IF EXISTS " + view.name().sql());
    tx.executeAll(view.ddl());
    tx.executeAll(view.fill());
    tx.update("DELETE FROM " + TABLE + " WHERE name = ?", view.name().toString());
    tx.update(
        "INSERT INTO " + TABLE + " VALUES (?, ?, ?)",
        view.name().toString(),
        view.definition(),
        view.mode());
  }
}
