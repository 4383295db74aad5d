// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Total;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads what a pipeline has committed to a warehouse. Not thread-safe. */
public final class WarehouseLedger implements AutoCloseable {
  private final String pipeline;
  private final Dialect dialect;
  private final Session session;

  /**
   * @param database stays open; the caller closes it
   */
  public WarehouseLedger(Database database, String pipeline) {
    this.session = new Session(database);
    this.dialect = database.dialect();
    this.pipeline = pipeline;
  }

  /**
   * One committed range.
   *
   * @param table where its rows went
   * @param rows rows handed to the table
   * @param deletes records that took the row of their key away
   */
  public record Receipt(Range range, String table, long rows, long deletes) {}

  /** All receipts of the pipeline, by topic, partition and offset. */
  public List<Receipt> receipts() {
    return session.transactPlain(
        "reading receipts",
        tx ->
            queryOwn(
                tx,
                Ledger.TABLE,
                row ->
                    new Receipt(
                        new Range(
                            new TopicPartition(row.getString(1), row.getInt(2)),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getLong(6),
                            row.getLong(10),
                            row.getLong(7)),
                        row.getString(8),
                        row.getLong(9),
                        row.getLong(11)),
                "SELECT topic, \"partition\", from_offset, to_offset, records, rejected, checksum,"
                    + " table_name, \"rows\", ignored, deletes FROM "
                    + Ledger.TABLE
                    + " WHERE pipeline = ? ORDER BY topic, \"partition\", from_offset, to_offset"));
  }

  /** Sums over the receipts, per topic-partition that has one. */
  public Map<TopicPartition, Total> totals() {
    Map<TopicPartition, Total> totals = new HashMap<>();
    session.transactPlain(
        "summing up receipts",
        tx ->
            queryOwn(
                tx,
                Ledger.TABLE,
                row ->
                    totals.put(
                        new TopicPartition(row.getString(1), row.getInt(2)),
                        new Total(
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getLong(6),
                            row.getLong(7),
                            row.getLong(8),
                            0)),
                "SELECT topic, \"partition\", max(to_offset), sum(records), sum(rejected),"
                    + " sum(ignored), sum(\"rows\"), sum(deletes) FROM "
                    + Ledger.TABLE
                    + " WHERE pipeline = ? GROUP BY topic, \"partition\""));
    return Map.copyOf(totals);
  }

  /** Late rows that were kept out of the table. */
  public long late() {
    return session.transactPlain(
        "counting late rows",
        tx -> {
          boolean counted =
              dialect
                  .find(tx.connection(), TableName.parse(Ledger.TABLE))
                  .flatMap(shape -> shape.find("late"))
                  .isPresent();
          return counted
              ? tx.query(
                      row -> row.getLong(1),
                      "SELECT coalesce(sum(late), 0) FROM " + Ledger.TABLE + " WHERE pipeline = ?",
                      pipeline)
                  .get(0)
              : 0L;
        });
  }

  /** The topics that the pipeline's table is made of; none before its first commit. */
  public Set<String> topics() {
    return positions().keySet().stream()
        .map(TopicPartition::topic)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Offset after the last committed record, per topic-partition that has one. */
  public Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    session.transactPlain(
        "reading positions",
        tx ->
            queryOwn(
                tx,
                Positions.TABLE,
                row ->
                    positions.put(
                        new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)),
                "SELECT topic, \"partition\", next_offset FROM "
                    + Positions.TABLE
                    + " WHERE pipeline = ? AND next_offset IS NOT NULL"));
    return Map.copyOf(positions);
  }

  /**
   * Queries one of our own tables, which the first task to start creates; until then it is empty.
   */
  private <T> List<T> queryOwn(Tx tx, String table, Tx.RowReader<T> reader, String sql)
      throws SQLException {
    Optional<TableShape> shape = dialect.find(tx.connection(), TableName.parse(table));
    // A ledger of an earlier version gets its new columns by the first task to start.
    boolean there =
        shape.isPresent()
            && (!table.equals(Ledger.TABLE)
                || Ledger.LATER.stream().allMatch(column -> shape.get().find(column).isPresent()));
    return there ? tx.query(reader, sql, pipeline) : List.of();
  }

  /** Rows that a table holds now. */
  public long rows(TableName table) {
    return session.transactPlain(
        "counting the rows of " + table,
        tx -> tx.query(row -> row.getLong(1), "SELECT count(*) FROM " + table.sql()).get(0));
  }

  @Override
  public void close() {
    session.close();
  }
}
