// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.warehouse.dialect.Dialect;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * How far the table is, per topic-partition: a table beside it, changed in the same transactions.
 * Who moves a position proves by the epoch that nobody has claimed the partition since, and by the
 * offset that it continues where the last commit ended.
 */
final class Positions {
  static final String TABLE = "sluice_positions";

  private static final String SAME = " WHERE pipeline = ? AND topic = ? AND \"partition\" = ?";

  private final String pipeline;
  private final Dialect dialect;

  Positions(String pipeline, Dialect dialect) {
    this.pipeline = pipeline;
    this.dialect = dialect;
  }

  /**
   * What a claim found.
   *
   * @param epoch the claimer's; every later claim has a higher one
   * @param next offset after the last record that is in the table; empty if there is none yet
   */
  record Claim(long epoch, OptionalLong next) {}

  String ddl() {
    return "CREATE TABLE IF NOT EXISTS "
        + TABLE
        + " (pipeline VARCHAR NOT NULL, topic VARCHAR NOT NULL, \"partition\" INTEGER NOT NULL,"
        + " next_offset BIGINT, epoch BIGINT NOT NULL, max_timestamp BIGINT,"
        + " updated_at TIMESTAMP WITH TIME ZONE NOT NULL"
        + (dialect.keyed() ? ", PRIMARY KEY (pipeline, topic, \"partition\")" : "")
        + ")";
  }

  /** Claims a partition: every earlier claim of it is void once this transaction commits. */
  Claim claim(Tx tx, TopicPartition partition) throws SQLException {
    Object[] key = {pipeline, partition.topic(), partition.partition()};
    tx.update(
        "INSERT INTO "
            + TABLE
            + " SELECT v.pipeline, v.topic, v.p, NULL, 0, NULL, current_timestamp FROM (SELECT"
            + " CAST(? AS VARCHAR) AS pipeline, CAST(? AS VARCHAR) AS topic, CAST(? AS INTEGER) AS"
            + " p) v WHERE NOT EXISTS (SELECT 1 FROM "
            + TABLE
            + " o WHERE o.pipeline = v.pipeline AND o.topic = v.topic AND o.\"partition\" = v.p)"
            + dialect.orIgnore(),
        key);
    return tx.query(
            row -> {
              long next = row.getLong(2);
              OptionalLong stored = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(next);
              return new Claim(row.getLong(1), stored);
            },
            "UPDATE "
                + TABLE
                + " SET epoch = epoch + 1, updated_at = current_timestamp"
                + SAME
                + " RETURNING epoch, next_offset",
            key)
        .get(0);
  }

  /**
   * Moves a position over a range.
   *
   * @param newest greatest Kafka timestamp in the range, milliseconds since 1970; -1 if unknown
   * @return false if the position was not where the range starts, or somebody else has claimed it
   */
  boolean move(Tx tx, Range range, long epoch, long newest) throws SQLException {
    return tx.update(
            "UPDATE "
                + TABLE
                + " SET next_offset = ?, max_timestamp = greatest(max_timestamp, nullif(CAST(? AS"
                + " BIGINT), -1)), updated_at = current_timestamp"
                + SAME
                + " AND epoch = ? AND (next_offset = ? OR next_offset IS NULL)",
            range.to(),
            newest,
            pipeline,
            range.partition().topic(),
            range.partition().partition(),
            epoch,
            range.from())
        == 1;
  }

  /** Whether the position stands at the range's end, put there under this epoch. */
  boolean passed(Tx tx, Range range, long epoch) throws SQLException {
    return !tx.query(
            row -> row.getLong(1),
            "SELECT epoch FROM " + TABLE + SAME + " AND epoch = ? AND next_offset = ?",
            pipeline,
            range.partition().topic(),
            range.partition().partition(),
            epoch,
            range.to())
        .isEmpty();
  }

  /** The exception that tells an owner that it has been replaced. */
  FencedException fenced(Tx tx, Range range, long epoch) throws SQLException {
    List<String> found =
        tx.query(
            row -> "offset " + row.getString(1) + " under epoch " + row.getLong(2),
            "SELECT next_offset, epoch FROM " + TABLE + SAME,
            pipeline,
            range.partition().topic(),
            range.partition().partition());
    return new FencedException(
        "Pipeline "
            + pipeline
            + " would continue "
            + range.partition()
            + " at offset "
            + range.from()
            + " under epoch "
            + epoch
            + ", but its position is "
            + (found.isEmpty() ? "gone" : found.get(0))
            + ": another task has taken the partition over, so this one stops and makes nothing"
            + " visible");
  }
}
