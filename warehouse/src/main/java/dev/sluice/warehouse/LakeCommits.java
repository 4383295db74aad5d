// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import static dev.sluice.warehouse.dialect.TableName.quote;

import dev.sluice.core.commit.Range;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Commits of a lake table that become commits of a warehouse table: the database reads the files
 * itself, and rows, positions and receipts change in one transaction. Rows are only inserted.
 */
public final class LakeCommits implements AutoCloseable {
  private static final Set<String> PLACES =
      Set.of(TableTarget.KAFKA_PREFIX + "topic", Layers.PARTITION, Layers.OFFSET);

  private final Dialect dialect;
  private final Session session;
  private final Positions positions;
  private final Ledger ledger;
  private final TableName table;
  private final String where;
  private final Map<TopicPartition, Long> epochs = new HashMap<>();

  /**
   * @param database stays open; the caller closes it
   * @param pipeline under which name the table's positions are kept
   * @param where a condition that a row must meet; "" for all
   */
  public LakeCommits(Database database, String pipeline, TableName table, String where) {
    this.dialect = database.dialect();
    this.session = new Session(database);
    this.positions = new Positions(pipeline, dialect);
    this.ledger = new Ledger(pipeline, table);
    this.table = table;
    this.where = where;
  }

  /**
   * A commit.
   *
   * @param files of Parquet, on this machine
   * @param rows in them
   */
  public record LakeCommit(Range range, List<String> files, long rows) {
    public LakeCommit {
      files = List.copyOf(files);
    }
  }

  /** Whether a database reads files of Parquet. */
  public static boolean areReadBy(Database database) {
    return database.dialect().parquet(List.of("any")).isPresent();
  }

  /**
   * Makes the table, if it is not there yet, and claims partitions.
   *
   * @param like a table whose columns it is to have
   */
  public void open(TableName like, Collection<TopicPartition> partitions) {
    session.plan(
        "making table " + table,
        table,
        tx -> {
          if (dialect.find(tx.connection(), table).isEmpty()) {
            tx.execute(
                "CREATE TABLE " + table.sql() + " AS SELECT * FROM " + like.sql() + " LIMIT 0");
          }
          return true;
        });
    session.transactPlain(
        "claiming partitions",
        tx -> {
          for (TopicPartition partition : new TreeSet<>(partitions)) {
            epochs.put(partition, positions.claim(tx, partition).epoch());
          }
          return true;
        });
  }

  /**
   * Loads commits that follow each other, in one transaction.
   *
   * @throws RefusedException if the files hold more or fewer rows than the commits say
   */
  public void load(List<LakeCommit> commits) {
    session.transactPlain(
        "loading files of the lake into table " + table,
        tx -> {
          for (LakeCommit commit : commits) {
            Range range = commit.range();
            long epoch = epochs.get(range.partition());
            if (!positions.move(tx, range, epoch, -1)) {
              throw positions.fenced(tx, range, epoch);
            }
            ledger.write(tx, range, range.rejected(), commit.rows(), 0, 0);
          }
          List<String> files = commits.stream().flatMap(c -> c.files().stream()).toList();
          if (!files.isEmpty()) {
            insert(tx, files, commits.stream().mapToLong(LakeCommit::rows).sum());
          }
          return true;
        });
  }

  private void insert(Tx tx, List<String> files, long expected) throws SQLException {
    String rows = dialect.parquet(files).orElseThrow();
    TableShape shape = dialect.find(tx.connection(), table).orElseThrow();
    Set<String> there = columns(tx, rows);
    List<TableColumn> columns =
        shape.columns().stream()
            .filter(column -> there.contains(column.name().toLowerCase(Locale.ROOT)))
            .toList();
    requireKafka(tx, shape, there, rows);
    String names = columns.stream().map(c -> quote(c.name())).collect(Collectors.joining(", "));
    String values =
        columns.stream()
            .map(c -> "CAST(" + quote(c.name()) + " AS " + c.sqlType() + ")")
            .collect(Collectors.joining(", "));
    long inserted =
        tx.update(
            "INSERT INTO "
                + table.sql()
                + " ("
                + names
                + ") SELECT "
                + values
                + " FROM ("
                + rows
                + ") AS sluice_files"
                + (where.isEmpty() ? "" : " WHERE coalesce((" + where + "), FALSE)"));
    if (where.isEmpty() && inserted != expected) {
      throw new RefusedException(
          "The lake's files hold "
              + inserted
              + " rows, and its receipts tell of "
              + expected
              + ": sluice verify --deep says which file it is");
    }
  }

  /** Rows landed before the lake table was told to keep them would be without. */
  private static void requireKafka(Tx tx, TableShape shape, Set<String> there, String rows)
      throws SQLException {
    for (TableColumn column : shape.columns()) {
      String name = column.name().toLowerCase(Locale.ROOT);
      boolean kafka = name.startsWith(TableTarget.KAFKA_PREFIX);
      if (kafka && (!there.contains(name) || isMissing(tx, name, rows))) {
        throw new RefusedException(
            "Not all files of the lake have the column "
                + column.name()
                + ", which table "
                + shape.name()
                + " has: they were landed before the lake table's columns.kafka named it. A replay of"
                + " these rows needs a lake table of the topic with format: raw");
      }
    }
  }

  /** A file without the column gives nulls, and the place of a record is never null. */
  private static boolean isMissing(Tx tx, String column, String rows) throws SQLException {
    return PLACES.contains(column)
        && !tx.query(
                row -> 1,
                "SELECT 1 FROM ("
                    + rows
                    + ") AS sluice_files WHERE "
                    + quote(column)
                    + " IS NULL LIMIT 1")
            .isEmpty();
  }

  private static Set<String> columns(Tx tx, String query) throws SQLException {
    try (Statement statement = tx.connection().createStatement();
        ResultSet none = statement.executeQuery("SELECT * FROM (" + query + ") AS q LIMIT 0")) {
      ResultSetMetaData columns = none.getMetaData();
      Set<String> names = new TreeSet<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnLabel(i).toLowerCase(Locale.ROOT));
      }
      return names;
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
