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
 * Rows go to the block that this connection wrote to last, and on to blocks near the table's end:
 * COPY adds blocks in advance, up to 64 at a time, which it or another connection fills later. Only
 * where rows have been deleted is there room elsewhere. So the last blocks are scanned for rows of
 * this transaction. Scans of a range of blocks came with PostgreSQL 14.
 */
final class TidRange implements LandedRows {
  private static final int FIRST_VERSION = 14;
  private static final String ORDINARY =
      "SELECT relkind = 'r' FROM pg_class WHERE oid = to_regclass(?)";

  /** Holds the first block that is read, until the transaction ends. */
  private static final String SETTING = "sluice.landed";

  /** Of a bare comparison with xmin the planner expects so few rows that it sorts them on disk. */
  private static final String OWN = "coalesce(xmin = pg_current_xact_id()::xid, FALSE)";

  private static final String OF_TRANSACTION =
      "ctid >= current_setting('" + SETTING + "')::tid AND " + OWN;

  private static final String LAST_BLOCK =
      "split_part(trim('(' FROM max(ctid)::text), ',', 1)::bigint";

  /** Before where this connection wrote to last: what COPY adds at once. */
  private static final long NEAR = 64;

  /** 8 MiB, a few milliseconds: where others write too, or nothing is known yet. */
  private static final long FAR = 1024;

  /** 512 MiB, looked through once when rows are not nearer: a connection that has been idle. */
  private static final long FARTHEST = 64 * FAR;

  private final TableName table;
  private long last = Long.MAX_VALUE;
  private boolean strayed;

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

  @Override
  public String relation() {
    return "(SELECT * FROM " + table.sql() + " WHERE " + OF_TRANSACTION + ") AS sluice_landed";
  }

  @Override
  public void mark(Connection connection) throws SQLException {
    lookFrom(connection, last == Long.MAX_VALUE ? FAR : NEAR);
  }

  /**
   * @param blocks before the table's end, and before the last block that is known
   */
  private void lookFrom(Connection connection, long blocks) throws SQLException {
    String sql =
        "SELECT set_config('"
            + SETTING
            + "', '(' || greatest(0, least(?, pg_relation_size(to_regclass(?)) /"
            + " current_setting('block_size')::bigint) - ?) || ',0)', true)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, last);
      statement.setString(2, table.sql());
      statement.setLong(3, blocks);
      statement.execute();
    }
  }

  /** The last is near the end, as a rule; or it is looked for wherever it may be. */
  @Override
  public void learn(Connection connection) throws SQLException {
    String sql =
        "SELECT "
            + LAST_BLOCK
            + " FROM "
            + table.sql()
            + " WHERE ctid >= (SELECT ('(' || greatest(0, pg_relation_size(to_regclass(?)) /"
            + " current_setting('block_size')::bigint - ?) || ',0)')::tid) AND "
            + OWN;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.sql());
      statement.setLong(2, 2 * NEAR);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long block = row.getLong(1);
        if (row.wasNull()) {
          count(connection);
        } else {
          last = block;
        }
      }
    }
  }

  /** One that has to look further two times running says no: it would again. */
  @Override
  public boolean found(Connection connection, long rows) throws SQLException {
    if (count(connection) == rows || countFrom(connection, FAR) == rows) {
      strayed = false;
      return true;
    }
    if (strayed) {
      return false;
    }
    strayed = true;
    return countFrom(connection, FARTHEST) == rows;
  }

  private long countFrom(Connection connection, long blocks) throws SQLException {
    lookFrom(connection, blocks);
    return count(connection);
  }

  private long count(Connection connection) throws SQLException {
    String sql =
        "SELECT count(*), " + LAST_BLOCK + " FROM " + table.sql() + " WHERE " + OF_TRANSACTION;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      long rows = row.getLong(1);
      last = rows == 0 ? last : row.getLong(2);
      return rows;
    }
  }
}
