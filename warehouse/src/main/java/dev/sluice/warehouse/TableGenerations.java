// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.views.LayeredView;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The generations of tables that connectors fill. Each has positions and receipts of its own, under
 * the name of the connector that fills it; when another generation is served, tables, positions and
 * receipts change names in one transaction, and views are made anew of the new rows.
 */
public final class TableGenerations implements AutoCloseable {
  private final Dialect dialect;
  private final Session session;
  private final Generations generations = Generations.ofTables();

  /**
   * @param database stays open; the caller closes it
   */
  public TableGenerations(Database database) {
    this.dialect = database.dialect();
    this.session = new Session(database);
  }

  /**
   * A table that readers see.
   *
   * @param connector that fills it
   * @param views over it
   * @param grace how far behind the watermark a row's time may be
   */
  public record Served(TableName table, String connector, Maintenance views, Duration grace) {}

  /** Under which name the positions of a generation are kept while it is not served. */
  public static String connector(String served, int generation) {
    return served + "-g" + generation;
  }

  /** All generations of a table, the oldest first; none before its first replay. */
  public List<Generation> of(TableName table) {
    return session.transactPlain(
        "reading the generations of table " + table,
        tx ->
            dialect.find(tx.connection(), TableName.parse(Generations.TABLES)).isEmpty()
                ? List.<Generation>of()
                : generations.of(tx, table));
  }

  /**
   * The generation that is being built, or a next one.
   *
   * @param connector that fills the served table
   * @throws RefusedException where a switch would not be one transaction
   */
  public Generation begin(TableName table, String connector) {
    if (!dialect.afterDdl().isEmpty()) {
      throw new RefusedException(
          "Tables are not replayed in "
              + dialect.product()
              + ": it ends a transaction at DDL, so readers would see the switch half done");
    }
    return session.plan(
        "entering the next generation of table " + table,
        table,
        tx -> {
          if (dialect.find(tx.connection(), table).isEmpty()) {
            throw new RefusedException(
                "There is no table " + table + " yet, so there is nothing to replay beside it");
          }
          List<Generation> all = generations.of(tx, table);
          if (all.isEmpty()) {
            generations.adopt(tx, table, connector, "");
          }
          Optional<Generation> building =
              all.stream().filter(g -> g.state() == Generation.State.BUILDING).findFirst();
          return building.isPresent()
              ? building.get()
              : generations.begin(tx, table, connector, "");
        });
  }

  /**
   * How two generations differ.
   *
   * @param served rows of the one that is served
   * @param other rows of the other one
   * @param differing rows that are in one alone, of the columns that both have
   * @param columns those that only one of the two has
   */
  public record Comparison(long served, long other, long differing, Set<String> columns) {
    public Comparison {
      columns = Set.copyOf(columns);
    }

    public boolean equal() {
      return differing == 0 && columns.isEmpty();
    }
  }

  /** Compares a generation with the one that is served; both stand still meanwhile. */
  public Comparison compare(TableName table, Generation other) {
    return session.rehearsePlain(
        "comparing the generations of table " + table,
        tx -> {
          TableShape served = dialect.find(tx.connection(), table).orElseThrow();
          Optional<TableShape> beside = dialect.find(tx.connection(), other.table());
          if (beside.isEmpty()) {
            long rows = count(tx, "SELECT 1 FROM " + table.sql());
            return new Comparison(rows, 0, rows, Set.of());
          }
          Set<String> oneSided = names(served);
          oneSided.addAll(names(beside.get()));
          oneSided.removeIf(
              name -> served.find(name).isPresent() && beside.get().find(name).isPresent());
          String columns =
              served.columns().stream()
                  .map(TableColumn::name)
                  .filter(name -> beside.get().find(name).isPresent())
                  .map(TableName::quote)
                  .collect(Collectors.joining(", "));
          String here = "SELECT " + columns + " FROM " + table.sql();
          String there = "SELECT " + columns + " FROM " + other.table().sql();
          return new Comparison(
              count(tx, here),
              count(tx, there),
              alike(tx, columns, table, other.table())
                  ? 0
                  : count(tx, here + " EXCEPT ALL " + there)
                      + count(tx, there + " EXCEPT ALL " + here),
              oneSided);
        });
  }

  /** Whether rows, in whatever order, have the same hashes: ten times faster than setting off. */
  private boolean alike(Tx tx, String columns, TableName one, TableName other) throws SQLException {
    if (columns.isEmpty() || dialect.rowHashes(columns).isEmpty()) {
      return false;
    }
    String sums = "SELECT count(*), " + dialect.rowHashes(columns).get() + " FROM ";
    List<String> both = new ArrayList<>();
    for (TableName table : List.of(one, other)) {
      both.addAll(tx.query(row -> row.getString(1) + " " + row.getString(2), sums + table.sql()));
    }
    return both.get(0).equals(both.get(1));
  }

  private static Set<String> names(TableShape table) {
    return table.columns().stream()
        .map(TableColumn::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long count(Tx tx, String query) throws SQLException {
    return tx.query(row -> row.getLong(1), "SELECT count(*) FROM (" + query + ") AS sluice_counted")
        .get(0);
  }

  /**
   * Serves another generation: rows, positions, receipts and views become its in one transaction.
   * The one that was served is kept beside, with its own positions.
   *
   * @throws RefusedException if the two are of one topic, and not at the same positions
   */
  public void serve(Served now, Generation next) {
    TableName table = now.table();
    String connector = now.connector();
    Maintenance views = now.views();
    session.plan(
        "serving generation " + next.number() + " of table " + table,
        table,
        tx -> {
          Generation served = generations.serving(tx, table).orElseThrow();
          String own = connector(connector, next.number());
          requireSamePositions(tx, connector, own);
          for (String view : views.names()) {
            tx.executeAll(views.lock(view, false));
          }
          Layers layers = new Layers(dialect);
          List<LayeredView> layered =
              views.layered(dialect.find(tx.connection(), table).orElseThrow());
          for (LayeredView view : layered) {
            layers.detach(tx, view);
          }
          generations.serve(tx, next, true);
          move(tx, connector, connector(connector, served.number()), beside(served));
          move(tx, own, connector, table);
          rebuild(tx, now, layers);
          return true;
        });
  }

  private static TableName beside(Generation generation) {
    return new TableName(generation.name().schema(), generation.besideName());
  }

  /** Whoever still writes under one of the names is fenced from here on. */
  private static void requireSamePositions(Tx tx, String one, String other) throws SQLException {
    tx.update(
        "UPDATE "
            + Positions.TABLE
            + " SET epoch = (SELECT max(epoch) + 1 FROM "
            + Positions.TABLE
            + " WHERE pipeline IN (?, ?)) WHERE pipeline IN (?, ?)",
        one,
        other,
        one,
        other);
    Map<TopicPartition, Long> here = positions(tx, one);
    Map<TopicPartition, Long> there = positions(tx, other);
    if (ofOneTopic(here, there) && !here.equals(there)) {
      throw new RefusedException(
          "The generations are not at the same positions: "
              + here
              + " is served, and the other is at "
              + there
              + "; run the replay again, and it goes on");
    }
  }

  /** Positions in different topics say nothing of each other. */
  private static boolean ofOneTopic(
      Map<TopicPartition, Long> here, Map<TopicPartition, Long> there) {
    return here.isEmpty() || there.isEmpty() || !Collections.disjoint(topics(here), topics(there));
  }

  private static Set<String> topics(Map<TopicPartition, Long> positions) {
    return positions.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
  }

  private static Map<TopicPartition, Long> positions(Tx tx, String pipeline) throws SQLException {
    Map<TopicPartition, Long> positions = new TreeMap<>();
    tx.query(
        row -> positions.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3)),
        "SELECT topic, \"partition\", next_offset FROM "
            + Positions.TABLE
            + " WHERE pipeline = ? AND next_offset IS NOT NULL",
        pipeline);
    return positions;
  }

  private static void move(Tx tx, String from, String to, TableName table) throws SQLException {
    tx.update("DELETE FROM " + Positions.TABLE + " WHERE pipeline = ?", to);
    tx.update("UPDATE " + Positions.TABLE + " SET pipeline = ? WHERE pipeline = ?", to, from);
    tx.update(
        "UPDATE " + Ledger.TABLE + " SET pipeline = ?, table_name = ? WHERE pipeline = ?",
        to,
        table.toString(),
        from);
  }

  private void rebuild(Tx tx, Served now, Layers layers) throws SQLException {
    TableShape shape = dialect.find(tx.connection(), now.table()).orElseThrow();
    String stage = dialect.stageName(now.table()).sql();
    List<MaintainedView> views =
        now.views().views(shape, stage, name -> dialect.find(tx.connection(), name));
    new ViewTables(dialect).prepare(tx, views, true);
    long watermark = watermark(tx, now.connector());
    for (MaintainedView view : watermark == Long.MIN_VALUE ? List.<MaintainedView>of() : views) {
      tx.execute(view.settled(dialect, shape, watermark - now.grace().toNanos() / 1000).orElse(""));
    }
    for (LayeredView view : now.views().layered(shape)) {
      layers.attach(tx, view, shape, true);
    }
  }

  /** That of the topic that is behind, where a table is made of several. */
  private long watermark(Tx tx, String connector) throws SQLException {
    Positions positions = new Positions(connector, dialect);
    Set<String> topics = positions.topics(tx);
    long least = topics.isEmpty() ? Long.MIN_VALUE : Long.MAX_VALUE;
    for (String topic : topics) {
      least = Math.min(least, positions.watermark(tx, topic));
    }
    return least;
  }

  /** Makes the views over a table anew, each as its next generation, in one transaction. */
  public void renew(Served now) {
    TableName table = now.table();
    Maintenance views = now.views();
    session.plan(
        "making the views over table " + table + " anew",
        table,
        tx -> {
          if (dialect.find(tx.connection(), table).isEmpty()) {
            throw new RefusedException(
                "There is no table " + table + " yet, so there is nothing to make views of");
          }
          for (String view : views.names()) {
            tx.executeAll(views.lock(view, false));
          }
          rebuild(tx, now, new Layers(dialect));
          return true;
        });
  }

  /**
   * Drops a generation that is not served, with its positions and receipts.
   *
   * @param connector that fills the served table
   */
  public void drop(Generation generation, String connector) {
    if (generation.state() == Generation.State.SERVING) {
      throw new RefusedException(
          "Generation "
              + generation.number()
              + " of table "
              + generation.name()
              + " is the one that is served, and is not dropped");
    }
    String own = connector(connector, generation.number());
    session.plan(
        "dropping generation " + generation.number() + " of table " + generation.name(),
        generation.name(),
        tx -> {
          generations.drop(tx, generation);
          tx.update("DELETE FROM " + Positions.TABLE + " WHERE pipeline = ?", own);
          tx.update("DELETE FROM " + Ledger.TABLE + " WHERE pipeline = ?", own);
          return true;
        });
  }

  @Override
  public void close() {
    session.close();
  }
}
