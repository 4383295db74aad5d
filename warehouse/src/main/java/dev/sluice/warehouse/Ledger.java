// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.commit.Range;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.SQLException;
import java.util.List;
import org.apache.iceberg.types.Types;

/** Receipts: one row per committed range, written in the transaction that committed it. */
final class Ledger {
  static final String TABLE = "sluice_ledger";

  /** Columns that ledgers of earlier versions lack. */
  static final List<String> LATER = List.of("ignored", "deletes", "late");

  private final String pipeline;
  private final TableName table;

  Ledger(String pipeline, TableName table) {
    this.pipeline = pipeline;
    this.table = table;
  }

  static String ddl(Dialect dialect) {
    String name = dialect.nameType();
    return "CREATE TABLE IF NOT EXISTS "
        + TABLE
        + " (pipeline "
        + name
        + " NOT NULL, topic "
        + name
        + " NOT NULL, \"partition\" INTEGER NOT NULL, from_offset BIGINT NOT NULL, to_offset BIGINT"
        + " NOT NULL, records BIGINT NOT NULL, rejected BIGINT NOT NULL, checksum BIGINT NOT NULL,"
        + " table_name "
        + name
        + " NOT NULL, \"rows\" BIGINT NOT NULL, committed_at "
        + dialect.columnType(Types.TimestampType.withZone())
        + " NOT NULL, ignored BIGINT DEFAULT 0, deletes BIGINT DEFAULT 0, late BIGINT"
        + " DEFAULT 0)"
        + dialect.tableOptions();
  }

  /**
   * @param rejected records of the range that went to the dead letters, whenever that was found
   * @param rows rows handed to the table
   * @param deletes records that took the row of their key away
   * @param late how many of the rows were kept out of it, because they were late
   */
  void write(Tx tx, Range range, long rejected, long rows, long deletes, long late)
      throws SQLException {
    tx.update(
        "INSERT INTO "
            + TABLE
            + " (pipeline, topic, \"partition\", from_offset, to_offset, records, rejected,"
            + " checksum, table_name, \"rows\", committed_at, ignored, deletes, late) VALUES (?, ?,"
            + " ?, ?, ?, ?, ?, ?, ?, ?, current_timestamp, ?, ?, ?)",
        pipeline,
        range.partition().topic(),
        range.partition().partition(),
        range.from(),
        range.to(),
        range.records(),
        rejected,
        range.checksum(),
        table.toString(),
        rows,
        range.ignored(),
        deletes,
        late);
  }

  /** Whether there is any receipt for the partition. */
  boolean knows(Tx tx, TopicPartition partition) throws SQLException {
    return !tx.query(
            row -> row.getLong(1),
            "SELECT records FROM "
                + TABLE
                + " WHERE pipeline = ? AND topic = ? AND \"partition\" = ? AND table_name = ? LIMIT"
                + " 1",
            pipeline,
            partition.topic(),
            partition.partition(),
            table.toString())
        .isEmpty();
  }

  /** Whether there is a receipt for exactly this range. */
  boolean holds(Tx tx, Range range) throws SQLException {
    return !tx.query(
            row -> row.getLong(1),
            "SELECT records FROM "
                + TABLE
                + " WHERE pipeline = ? AND topic = ? AND \"partition\" = ? AND from_offset = ? AND"
                + " to_offset = ? AND table_name = ?",
            pipeline,
            range.partition().topic(),
            range.partition().partition(),
            range.from(),
            range.to(),
            table.toString())
        .isEmpty();
  }
}
