// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.postgres;

import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.Upkeep;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/**
 * Summaries of the blocks that are new in a table, for its BRIN indexes. Autovacuum makes them once
 * a minute; until then each search by time reads all new blocks, which in a catch-up are most of
 * the table. Only indexes of this user's with ranges of the usual size are seen to.
 */
final class BlockSummaries implements Upkeep {
  /** A few megabytes: what is left unsummarised costs a search some milliseconds. */
  private static final long ROWS = 25_000;

  /** Of a BRIN index by default. */
  private static final long RANGE = 128;

  /** Another index may be in the making for hours, which nobody's rows should wait for. */
  private static final String SOON = "SET LOCAL lock_timeout = '50ms'";

  private static final String SIZE =
      "SELECT pg_relation_size(to_regclass(?)) / current_setting('block_size')::bigint";

  private static final String INDEXES =
      " FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS a ON a.oid ="
          + " c.relam WHERE i.indrelid = to_regclass(?) AND a.amname = 'brin' AND c.relkind = 'i'"
          + " AND i.indisvalid AND pg_has_role(c.relowner, 'USAGE') AND"
          + " coalesce(array_to_string(c.reloptions, ' '), '') NOT LIKE '%pages_per_range%'";

  private static final String ALL = "SELECT sum(brin_summarize_new_values(i.indexrelid))" + INDEXES;

  private static final String NEW =
      "SELECT sum(brin_summarize_range(i.indexrelid, first))"
          + INDEXES.replace(" WHERE ", " CROSS JOIN generate_series(?, ?, ?) AS first WHERE ");

  private final TableName table;
  private long rows = ROWS;

  /** The first block that may have no summary; unknown at first. */
  private OptionalLong next = OptionalLong.empty();

  BlockSummaries(TableName table) {
    this.table = table;
  }

  @Override
  public boolean isDue(long more) {
    rows += more;
    return rows >= ROWS;
  }

  @Override
  public void run(Connection connection) throws SQLException {
    rows = 0;
    try (Statement statement = connection.createStatement()) {
      statement.execute(SOON);
    }
    long complete = blocks(connection) / RANGE * RANGE;
    if (next.isEmpty()) {
      all(connection);
    } else if (next.getAsLong() < complete) {
      ranges(connection, next.getAsLong(), complete - RANGE);
    }
    next = OptionalLong.of(complete);
  }

  private long blocks(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SIZE)) {
      statement.setString(1, table.sql());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private void all(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ALL)) {
      statement.setString(1, table.sql());
      statement.execute();
    }
  }

  /** The ranges from the one that begins with a block to the one that begins with another. */
  private void ranges(Connection connection, long first, long last) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NEW)) {
      statement.setLong(1, first);
      statement.setLong(2, last);
      statement.setLong(3, RANGE);
      statement.setString(4, table.sql());
      statement.execute();
    }
  }
}
