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
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.core.shred.Shredded;
import dev.sluice.core.shred.Shredder;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Span;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.UnfitRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table of a warehouse with its views. Rows, views, positions and receipts change in one
 * transaction.
 */
public final class WarehouseDestination implements Destination<StagedRows> {
  private static final Logger LOG = LoggerFactory.getLogger(WarehouseDestination.class);

  private final TableTarget target;
  private final RecordFormats formats;
  private final DeadLetters deadLetters;
  private final Database database;
  private final Session session;
  private final Positions positions;
  private final Ledger ledger;
  private final TableWriter writer;
  private final LateRows lateRows;
  private final Map<TopicPartition, Long> epochs = new HashMap<>();
  private final Set<Rejection> delivered = new HashSet<>();
  private final Maintenance maintenance;
  private Set<String> topics = Set.of();
  private boolean ownTablesAreThere;
  private boolean viewsAreMade;
  private Optional<Refresher> refresher = Optional.empty();
  private Optional<Renewer> renewer = Optional.empty();

  /**
   * @param database closed by {@link #close}
   * @param deadLetters takes the rows that the database refuses during a commit, before it commits
   */
  public WarehouseDestination(
      TableTarget target,
      Database database,
      RecordFormats formats,
      DeadLetters deadLetters,
      Maintenance maintenance) {
    this.target = target;
    this.database = database;
    this.formats = formats;
    this.deadLetters = deadLetters;
    this.session = new Session(database);
    this.positions = new Positions(target.pipeline(), database.dialect());
    this.ledger = new Ledger(target.pipeline(), target.table());
    this.lateRows = new LateRows(database.dialect(), target);
    this.maintenance = maintenance;
    this.writer = new TableWriter(database.dialect(), target, maintenance);
  }

  /**
   * Says which topics the table is to be made of, all of them. One that has been made of others
   * alone is refused when partitions are opened: rows of two histories would be in it.
   */
  public void madeOf(Set<String> all) {
    topics = Set.copyOf(all);
  }

  @Override
  public Map<TopicPartition, Long> open(Collection<TopicPartition> partitions) {
    if (!ownTablesAreThere) {
      // One lock for the tables of all pipelines: two that create the same table would collide.
      ownTablesAreThere =
          session.plan(
              "creating its own tables", TableName.parse(Positions.TABLE), this::createOwnTables);
    }
    Map<TopicPartition, Positions.Claim> claims =
        session.transactPlain("claiming partitions", tx -> claim(tx, partitions));
    Map<TopicPartition, Long> next = new HashMap<>();
    claims.forEach(
        (partition, claim) -> {
          epochs.put(partition, claim.epoch());
          claim.next().ifPresent(offset -> next.put(partition, offset));
        });
    if (refresher.isEmpty()) {
      List<RefreshedView> refreshed = maintenance.refreshed();
      refresher =
          refreshed.isEmpty()
              ? Optional.empty()
              : Optional.of(Refresher.start(database, refreshed));
    }
    makeViews();
    return next;
  }

  /** Once: a view over a table that nothing lands in for now is there, too. */
  private void makeViews() {
    if (viewsAreMade) {
      return;
    }
    boolean there =
        session.transactPlain(
            "looking for table " + target.table(),
            tx -> database.dialect().find(tx.connection(), target.table()).isPresent());
    if (there) {
      try {
        prepare(Map.of());
      } catch (RefusedException e) {
        // The next rows may bring the column that a view waits for; if not, they are refused then.
        LOG.info("Views over {} wait for its next rows: {}", target.table(), e.getMessage());
      }
      renew();
    }
    viewsAreMade = true;
  }

  private boolean createOwnTables(Tx tx) throws SQLException {
    OwnTables.create(tx, database.dialect(), positions);
    return true;
  }

  private Map<TopicPartition, Positions.Claim> claim(Tx tx, Collection<TopicPartition> partitions)
      throws SQLException {
    requireTopics(positions.topics(tx));
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
                + ": beginning anew would double its rows. Restore the position, or remove the"
                + " table and its receipts to load it anew");
      }
      claims.put(partition, claim);
    }
    return claims;
  }

  private void requireTopics(Set<String> before) {
    if (!topics.isEmpty() && !before.isEmpty() && Collections.disjoint(topics, before)) {
      throw new RefusedException(
          "Table "
              + target.table()
              + " has been made of topic "
              + String.join(", ", before)
              + ", and is to read "
              + String.join(", ", new TreeSet<>(topics))
              + " now: it would hold the rows of both. sluice replay makes it anew of the other"
              + " topic and switches; to have both in one table, name both topics");
    }
  }

  @Override
  public StagedRows stage(Gathered records) {
    Decoder decoder = new DeleteCheck(new TwinCheck(formats.values().newDecoder()), target);
    if (target.upsert()) {
      decoder = new KeyCheck(decoder, target.key());
    }
    Types.StructType type = decoder.type(records);
    Tombstones tombstones = formats.tombstones();
    if (target.deleting()) {
      KeyRows keys = KeyRows.of(records, formats.keys(), target.key());
      type = keys.with(type);
      tombstones = keys;
    }
    ColumnBatch batch = new ColumnBatch(target.kafka().after(type), Math.max(1, records.records()));
    Shredded shredded = Shredder.fill(records, decoder, tombstones, target.kafka(), batch);
    return new StagedRows(records.handOver(), batch, shredded);
  }

  @Override
  public void commit(Commit<StagedRows> commit) {
    renewer.ifPresent(Renewer::requireNoFailure);
    List<StagedRows> staged = StagedRows.ordered(commit.staged());
    boolean columnsAreFresh = false;
    boolean done = false;
    while (!done) {
      try {
        attempt(commit.ranges(), staged);
        done = true;
      } catch (StaleViews e) {
        readColumns();
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
    writer.keepUp(session, staged.stream().mapToLong(StagedRows::rows).sum());
    staged.forEach(StagedRows::release);
    delivered.clear();
    renew();
  }

  /** Has the views made anew that have been begun. */
  private void renew() {
    if (!writer.begun().isEmpty() && renewer.filter(Renewer::isRunning).isEmpty()) {
      renewer.ifPresent(Renewer::requireNoFailure);
      renewer = Optional.of(Renewer.start(database, maintenance, writer.begun()));
    }
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
    try {
      boolean found =
          !fault.isShape() && new BadRows(session, writer, database.dialect()).refuse(staged);
      if (!found) {
        throw stuck(fault);
      }
    } catch (StaleViews e) {
      readColumns();
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
    List<Span> placed = place(staged);
    if (!placed.isEmpty() && !writer.isReadyFor(TypeUnion.of(placed))) {
      prepare(TypeUnion.of(placed));
      // Somebody else may have made the table meanwhile.
      placed = place(staged);
      if (!writer.isReadyFor(TypeUnion.of(placed))) {
        prepare(TypeUnion.of(placed));
      }
    }
    List<Span> spans = placed;
    if (!lateRows.isReadyFor(TypeUnion.of(spans))) {
      TableName late = LateRows.tableOf(target.table());
      lateRows.adopt(
          session.plan(
              "preparing table " + late, late, tx -> lateRows.prepare(tx, TypeUnion.of(spans))));
    }
    session.transact(
        "committing rows to table " + target.table(),
        tx -> {
          LateRows.Split split = lateRows.split(spans, watermark(tx, ranges));
          if (move(tx, ranges, staged)) {
            writer.write(tx, split.onTime());
            lateRows.keep(tx, split, staged);
            advance(tx, staged);
            settle(tx, ranges);
            deliver(staged);
            receipts(tx, ranges, staged, split);
          }
          return true;
        });
  }

  private List<Span> place(List<StagedRows> staged) {
    Placement placement = new Placement(database.dialect(), target, writer.shape());
    staged.forEach(placement::place);
    return staged.stream().flatMap(s -> s.spans().stream()).toList();
  }

  /** As it was before these rows, so that none makes another of the same batch late. */
  private long watermark(Tx tx, List<Range> ranges) throws SQLException {
    return ranges.isEmpty() || !target.lateness().hasTime()
        ? Long.MIN_VALUE
        : positions.watermark(tx, ranges.get(0).partition().topic());
  }

  private void advance(Tx tx, List<StagedRows> staged) throws SQLException {
    Map<TopicPartition, Long> newest = new TreeMap<>();
    for (StagedRows rows : staged) {
      for (Span span : target.lateness().hasTime() ? rows.spans() : List.<Span>of()) {
        EventTimes.of(span.batch(), target.lateness().time())
            .newest(span)
            .ifPresent(time -> newest.merge(rows.source(), time, Math::max));
      }
    }
    for (Map.Entry<TopicPartition, Long> partition : newest.entrySet()) {
      positions.advance(tx, partition.getKey(), partition.getValue());
    }
  }

  private void settle(Tx tx, List<Range> ranges) throws SQLException {
    long watermark = writer.tellsFinal() ? watermark(tx, ranges) : Long.MIN_VALUE;
    if (watermark != Long.MIN_VALUE) {
      writer.settle(tx, watermark - target.lateness().grace().toNanos() / 1000);
    }
  }

  private void prepare(Map<String, Type> fields) {
    writer.adopt(
        session.plan(
            "preparing table " + target.table(), target.table(), tx -> writer.prepare(tx, fields)));
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

  private void receipts(Tx tx, List<Range> ranges, List<StagedRows> staged, LateRows.Split split)
      throws SQLException {
    for (Range range : ranges) {
      List<StagedRows> own =
          staged.stream().filter(s -> s.source().equals(range.partition())).toList();
      long refused = own.stream().mapToLong(s -> s.refused().size()).sum();
      own.forEach(s -> s.keptOut(split.lateIn(s.batch())));
      long late = own.stream().mapToLong(StagedRows::late).sum();
      long rows = own.stream().mapToLong(StagedRows::rows).sum();
      long deletes = own.stream().mapToLong(StagedRows::deletes).sum();
      ledger.write(tx, range, range.rejected() + refused, rows, deletes, late);
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
    renewer.ifPresent(Renewer::close);
    refresher.ifPresent(Refresher::close);
    session.close();
    database.close();
  }
}
