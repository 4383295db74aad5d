// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Destination;
import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.FencedException;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.DeadLetters;
import dev.sluice.core.reject.Rejection;
import dev.sluice.core.shred.ColumnBatch;
import dev.sluice.core.shred.Decoder;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Span;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.UnfitRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.types.Type;

/**
 * One table of a warehouse with its views. Rows, views, positions and receipts change in one
 * transaction.
 */
public final class WarehouseDestination implements Destination<StagedRows> {
  private final TableTarget target;
  private final WireFormat format;
  private final DeadLetters deadLetters;
  private final Database database;
  private final Session session;
  private final Positions positions;
  private final Ledger ledger;
  private final TableWriter writer;
  private final Map<TopicPartition, Long> epochs = new HashMap<>();
  private final Set<Rejection> delivered = new HashSet<>();
  private boolean ownTablesAreThere;

  /**
   * @param database closed by {@link #close}
   * @param deadLetters takes the rows that the database refuses during a commit, before it commits
   */
  public WarehouseDestination(
      TableTarget target,
      Database database,
      WireFormat format,
      DeadLetters deadLetters,
      Maintenance maintenance) {
    this.target = target;
    this.database = database;
    this.format = format;
    this.deadLetters = deadLetters;
    this.session = new Session(database);
    this.positions = new Positions(target.pipeline(), database.dialect());
    this.ledger = new Ledger(target.pipeline(), target.table());
    this.writer = new TableWriter(database.dialect(), target, maintenance);
  }

  @Override
  public Map<TopicPartition, Long> open(Collection<TopicPartition> partitions) {
    if (!ownTablesAreThere) {
      ownTablesAreThere = session.transactPlain("creating its own tables", this::createOwnTables);
    }
    Map<TopicPartition, Positions.Claim> claims =
        session.transactPlain("claiming partitions", tx -> claim(tx, partitions));
    Map<TopicPartition, Long> next = new HashMap<>();
    claims.forEach(
        (partition, claim) -> {
          epochs.put(partition, claim.epoch());
          claim.next().ifPresent(offset -> next.put(partition, offset));
        });
    return next;
  }

  private boolean createOwnTables(Tx tx) throws SQLException {
    // One lock for the tables of all pipelines: two that create the same table would collide.
    tx.execute(database.dialect().lockPlan(TableName.parse(Positions.TABLE)));
    tx.executeAll(List.of(positions.ddl(), Ledger.DDL, ViewTables.DDL));
    return true;
  }

  private Map<TopicPartition, Positions.Claim> claim(Tx tx, Collection<TopicPartition> partitions)
      throws SQLException {
    Map<TopicPartition, Positions.Claim> claims = new HashMap<>();
    // In one order everywhere, so that two owners cannot wait for each other.
    for (TopicPartition partition : new TreeSet<>(partitions)) {
      Positions.Claim claim = positions.claim(tx, partition);
      if (claim.next().isEmpty() && ledger.knows(tx, partition)) {
        throw new RefusedException(
            "Table "
                + target.table()
                + " has receipts for "
                + partition
                + " in "
                + Ledger.TABLE
                + ", but no position in "
                + Positions.TABLE
                + ": beginning anew would double its rows. Restore the position, or remove the table and its"
                + " receipts to load it anew");
      }
      claims.put(partition, claim);
    }
    return claims;
  }

  @Override
  public StagedRows stage(Gathered records) {
    Decoder decoder = new TwinCheck(format.newDecoder());
    if (target.upsert()) {
      decoder = new KeyCheck(decoder, target.key());
    }
    ColumnBatch batch = new ColumnBatch(decoder.type(records), Math.max(1, records.records()));
    List<Rejection> rejections = Shredder.fill(records, decoder, batch);
    return new StagedRows(records.handOver(), batch, rejections);
  }

  @Override
  public void commit(Commit<StagedRows> commit) {
    List<StagedRows> staged = StagedRows.ordered(commit.staged());
    boolean columnsAreFresh = false;
    boolean done = false;
    while (!done) {
      try {
        attempt(commit.ranges(), staged);
        done = true;
      } catch (DataFault e) {
        if (e.getCause() instanceof UnfitRows unfit) {
          if (!widen(unfit.wider())) {
            refuse(staged, unfit.rows());
          }
        } else {
          if (columnsAreFresh || !readColumns()) {
            rejectBadRows(staged, e);
          }
          columnsAreFresh = true;
        }
      }
    }
    staged.forEach(StagedRows::release);
    delivered.clear();
  }

  /**
   * Gives columns types that hold more of the rows.
   *
   * @return false if there is nothing left to widen
   */
  private boolean widen(Map<String, Type> wider) {
    if (writer.isReadyFor(wider)) {
      return false;
    }
    prepare(wider);
    return true;
  }

  private static void refuse(List<StagedRows> staged, List<UnfitRows.Row> unfit) {
    IdentityHashMap<ColumnBatch, StagedRows> owners = new IdentityHashMap<>();
    staged.forEach(rows -> owners.put(rows.batch(), rows));
    for (UnfitRows.Row row : unfit) {
      owners.get(row.batch()).refuse(row.batch().offset(row.row()), row.reason());
    }
  }

  private boolean readColumns() {
    return writer.adopt(
        session.transactPlain(
            "reading the columns of table " + target.table(),
            tx -> {
              writer.dropStage(tx);
              return writer.read(tx);
            }));
  }

  private void rejectBadRows(List<StagedRows> staged, DataFault fault) {
    boolean found =
        !fault.isShape() && new BadRows(session, writer, database.dialect()).refuse(staged);
    if (!found) {
      throw stuck(fault);
    }
  }

  private RefusedException stuck(DataFault fault) {
    return new RefusedException(
        "Table "
            + target.table()
            + " or a view over it fails on a value, but takes every row alone ("
            + fault.getMessage()
            + "): correct the view's SQL or the table's constraints, then restart",
        fault);
  }

  private void attempt(List<Range> ranges, List<StagedRows> staged) throws DataFault {
    List<Span> spans = staged.stream().flatMap(s -> s.spans().stream()).toList();
    Map<String, Type> fields = TypeUnion.of(spans);
    if (!spans.isEmpty() && !writer.isReadyFor(fields)) {
      prepare(fields);
    }
    session.transact(
        "committing rows to table " + target.table(),
        tx -> {
          if (move(tx, ranges, staged)) {
            writer.write(tx, spans);
            deliver(staged);
            receipts(tx, ranges, staged);
          }
          return true;
        });
  }

  private void prepare(Map<String, Type> fields) {
    writer.adopt(
        session.transactPlain(
            "preparing table " + target.table(), tx -> writer.prepare(tx, fields)));
  }

  /**
   * @return false if an earlier call has committed exactly these ranges and its answer was lost
   */
  private boolean move(Tx tx, List<Range> ranges, List<StagedRows> staged) throws SQLException {
    List<Range> ordered = new ArrayList<>(ranges);
    ordered.sort((a, b) -> a.partition().compareTo(b.partition()));
    for (Range range : ordered) {
      Long epoch = epochs.get(range.partition());
      if (epoch == null) {
        throw new FencedException(
            range.partition() + " is not open here, so nothing of it is committed");
      }
      if (!positions.move(tx, range, epoch, newest(range, staged))) {
        if (positions.passed(tx, range, epoch) && ledger.holds(tx, range)) {
          return false;
        }
        throw positions.fenced(tx, range, epoch);
      }
    }
    return true;
  }

  private static long newest(Range range, List<StagedRows> staged) {
    return staged.stream()
        .filter(s -> s.source().equals(range.partition()))
        .mapToLong(StagedRows::newest)
        .max()
        .orElse(-1);
  }

  private void deliver(List<StagedRows> staged) {
    List<Rejection> late =
        staged.stream()
            .flatMap(s -> s.refused().stream())
            .filter(r -> !delivered.contains(r))
            .toList();
    if (!late.isEmpty()) {
      deadLetters.deliver(late);
      delivered.addAll(late);
    }
  }

  private void receipts(Tx tx, List<Range> ranges, List<StagedRows> staged) throws SQLException {
    for (Range range : ranges) {
      List<StagedRows> own =
          staged.stream().filter(s -> s.source().equals(range.partition())).toList();
      long late = own.stream().mapToLong(s -> s.refused().size()).sum();
      long rows = own.stream().mapToLong(StagedRows::rows).sum();
      ledger.write(tx, range, range.rejected() + late, rows);
    }
  }

  @Override
  public void discard(List<StagedRows> staged) {
    staged.forEach(StagedRows::release);
  }

  @Override
  public void release(Collection<TopicPartition> partitions) {
    partitions.forEach(epochs::remove);
  }

  @Override
  public void close() {
    session.close();
    database.close();
  }
}
