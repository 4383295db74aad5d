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
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.types.Types;

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
        + " (pipeline "
        + dialect.nameType()
        + " NOT NULL, topic "
        + dialect.nameType()
        + " NOT NULL, \"partition\" INTEGER NOT NULL, next_offset BIGINT, epoch BIGINT NOT NULL,"
        + " max_timestamp BIGINT, updated_at "
        + dialect.columnType(Types.TimestampType.withZone())
        + " NOT NULL, max_event_time BIGINT"
        + (dialect.keyed() ? ", PRIMARY KEY (pipeline, topic, \"partition\")" : "")
        + ")"
        + dialect.tableOptions();
  }

  /**
   * The event time that all partitions of the topic have reached, microseconds since 1970;
   * Long.MIN_VALUE if none has rows. It comes of committed rows alone, never of a clock, so that
   * the same records are late again when they are loaded again.
   */
  long watermark(Tx tx, String topic) throws SQLException {
    return tx.query(
            row -> {
              long least = row.getLong(1);
              return row.wasNull() ? Long.MIN_VALUE : least;
            },
            "SELECT min(max_event_time) FROM " + TABLE + " WHERE pipeline = ? AND topic = ?",
            pipeline,
            topic)
        .get(0);
  }

  /** Moves a partition's event time forward. */
  void advance(Tx tx, TopicPartition partition, long micros) throws SQLException {
    tx.update(
        "UPDATE "
            + TABLE
            + " SET max_event_time = CASE WHEN ? > coalesce(max_event_time, ?) THEN ? ELSE"
            + " max_event_time END"
            + SAME,
        micros,
        Long.MIN_VALUE,
        micros,
        pipeline,
        partition.topic(),
        partition.partition());
  }

  /** The topics of which there are positions. */
  Set<String> topics(Tx tx) throws SQLException {
    return new TreeSet<>(
        tx.query(
            row -> row.getString(1),
            "SELECT DISTINCT topic FROM "
                + TABLE
                + " WHERE pipeline = ? AND next_offset IS NOT NULL",
            pipeline));
  }

  /** Claims a partition: every earlier claim of it is void once this transaction commits. */
  Claim claim(Tx tx, TopicPartition partition) throws SQLException {
    Object[] key = {pipeline, partition.topic(), partition.partition()};
    if (read(tx, key).isEmpty()) {
      tx.update(
          "INSERT INTO "
              + TABLE
              + " (pipeline, topic, \"partition\", next_offset, epoch, max_timestamp, updated_at)"
              + " VALUES (?, ?, ?, NULL, 0, NULL, current_timestamp)"
              + dialect.orIgnore("pipeline"),
          key);
    }
    tx.update(
        "UPDATE " + TABLE + " SET epoch = epoch + 1, updated_at = current_timestamp" + SAME, key);
    return read(tx, key).get(0);
  }

  private static List<Claim> read(Tx tx, Object... key) throws SQLException {
    return tx.query(
        row -> {
          long next = row.getLong(2);
          OptionalLong stored = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(next);
          return new Claim(row.getLong(1), stored);
        },
        "SELECT epoch, next_offset FROM " + TABLE + SAME,
        key);
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
                + " SET next_offset = ?, max_timestamp = CASE WHEN ? > coalesce(max_timestamp, -1)"
                + " THEN ? ELSE max_timestamp END, updated_at = current_timestamp"
                + SAME
                + " AND epoch = ? AND (next_offset = ? OR next_offset IS NULL)",
            range.to(),
            newest,
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
