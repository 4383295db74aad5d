// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.postgres;

import dev.sluice.warehouse.dialect.LandedRows;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Rows are appended to the last block of a table and behind it, unless there is room in an earlier
 * one: a scan of those blocks for rows of this transaction finds them. Scans of a range of blocks
 * came with PostgreSQL 14.
 */
final class TidRange implements LandedRows {
  private static final int FIRST_VERSION = 14;
  private static final String ORDINARY =
      "SELECT relkind = 'r' FROM pg_class WHERE oid = to_regclass(?)";

  /** Holds the first block that is read, until the transaction ends. */
  private static final String SETTING = "sluice.landed";

  private final TableName table;

  private TidRange(TableName table) {
    this.table = table;
  }

  /** Those of a table; empty if its blocks cannot be told. */
  static Optional<LandedRows> of(Connection connection, TableName table) throws SQLException {
    if (connection.getMetaData().getDatabaseMajorVersion() < FIRST_VERSION) {
      return Optional.empty();
    }
    try (PreparedStatement statement = connection.prepareStatement(ORDINARY)) {
      statement.setString(1, table.sql());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1)
            ? Optional.of(new TidRange(table))
            : Optional.empty();
      }
    }
  }

  /** Of a bare comparison with xmin the planner expects so few rows that it sorts them on disk. */
  @Override
  public String relation() {
    return "(SELECT * FROM "
        + table.sql()
        + " WHERE ctid >= current_setting('"
        + SETTING
        + "')::tid AND coalesce(xmin = pg_current_xact_id()::xid, FALSE)) AS sluice_landed";
  }

  @Override
  public void mark(Connection connection) throws SQLException {
    String sql =
        "SELECT set_config('"
            + SETTING
            + "', '(' || greatest(pg_relation_size(to_regclass(?)) /"
            + " current_setting('block_size')::bigint - 1, 0) || ',0)', true)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.sql());
      statement.execute();
    }
  }

  @Override
  public long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + relation())) {
      row.next();
      return row.getLong(1);
    }
  }
}
