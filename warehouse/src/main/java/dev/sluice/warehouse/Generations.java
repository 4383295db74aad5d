// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.types.Types;

/**
 * The generations of views: the next is made beside the one that is served, and takes its name in
 * one transaction, so that readers see the one or the other. Who keeps a view up to date reads in
 * each of its transactions which generation is served, and begins anew when it is another.
 */
final class Generations {
  /** Where the generations of views are kept. */
  static final String VIEWS = "sluice_views";

  /** Where those of tables are. */
  static final String TABLES = "sluice_tables";

  private static final String ONE = " WHERE name = ? AND generation = ?";

  private final String table;

  private Generations(String table) {
    this.table = table;
  }

  static Generations ofViews() {
    return new Generations(VIEWS);
  }

  static Generations ofTables() {
    return new Generations(TABLES);
  }

  static String ddl(Dialect dialect, String table) {
    return "CREATE TABLE IF NOT EXISTS "
        + table
        + " (name "
        + dialect.nameType()
        + " NOT NULL, \"sql\" "
        + dialect.columnType(Types.StringType.get())
        + " NOT NULL, mode "
        + dialect.nameType()
        + " NOT NULL, generation INTEGER DEFAULT 1, state VARCHAR(20) DEFAULT 'SERVING', turn INTEGER DEFAULT 0)"
        + dialect.tableOptions();
  }

  /** All generations of a table, the oldest first. */
  List<Generation> of(Tx tx, TableName name) throws SQLException {
    return tx.query(
        row ->
            new Generation(
                name,
                row.getInt(1),
                Generation.State.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3),
                row.getString(4),
                row.getInt(5)),
        "SELECT generation, state, \"sql\", mode, turn FROM "
            + table
            + " WHERE name = ? ORDER BY generation",
        name.toString());
  }

  /** What is served of all views, and what is being made. */
  List<Generation> current(Tx tx) throws SQLException {
    return tx.query(
        row ->
            new Generation(
                TableName.parse(row.getString(1)),
                row.getInt(2),
                Generation.State.valueOf(row.getString(6)),
                row.getString(3),
                row.getString(4),
                row.getInt(5)),
        "SELECT name, generation, \"sql\", mode, turn, state FROM "
            + table
            + " WHERE state IN ('SERVING', 'BUILDING')");
  }

  Optional<Generation> serving(Tx tx, TableName name) throws SQLException {
    return of(tx, name).stream()
        .filter(generation -> generation.state() == Generation.State.SERVING)
        .findFirst();
  }

  /** Enters the next generation; the caller makes its table. */
  Generation begin(Tx tx, TableName name, String definition, String mode) throws SQLException {
    return enter(tx, next(tx, name, Generation.State.BUILDING, definition, mode));
  }

  /** The next generation, to be entered when its table is filled. */
  Generation next(Tx tx, TableName name, String definition, String mode) throws SQLException {
    return next(tx, name, Generation.State.SWITCHING, definition, mode);
  }

  private Generation next(
      Tx tx, TableName name, Generation.State state, String definition, String mode)
      throws SQLException {
    int last = of(tx, name).stream().mapToInt(Generation::number).max().orElse(0);
    return new Generation(name, last + 1, state, definition, mode, 0);
  }

  /** Enters a table that is there as the first generation, which is served. */
  Generation adopt(Tx tx, TableName name, String definition, String mode) throws SQLException {
    return enter(tx, new Generation(name, 1, Generation.State.SERVING, definition, mode, 0));
  }

  Generation enter(Tx tx, Generation next) throws SQLException {
    tx.update(
        "INSERT INTO " + table + " (name, \"sql\", mode, generation, state) VALUES (?, ?, ?, ?, ?)",
        next.name().toString(),
        next.definition(),
        next.mode(),
        next.number(),
        next.state().name());
    return next;
  }

  /**
   * Gives a generation the name that readers use. The one that had it is kept beside.
   *
   * @param there whether there is a table of that name
   */
  void serve(Tx tx, Generation next, boolean there) throws SQLException {
    Optional<Generation> old = serving(tx, next.name());
    if (old.isPresent() && there) {
      rename(tx, next.name(), old.get().besideName());
      state(tx, old.get(), Generation.State.KEPT);
    } else if (old.isPresent()) {
      forget(tx, old.get());
    } else if (there) {
      tx.execute("DROP TABLE " + next.name().sql());
    }
    rename(tx, next.table(), next.name().name());
    state(tx, next, Generation.State.SERVING);
    turn(tx, next);
  }

  /** What it was that came to be served after which is asked by who goes back. */
  void turn(Tx tx, Generation next) throws SQLException {
    int last = of(tx, next.name()).stream().mapToInt(Generation::turn).max().orElse(0);
    tx.update(
        "UPDATE " + table + " SET turn = ?" + ONE, last + 1, next.name().toString(), next.number());
  }

  private static void rename(Tx tx, TableName from, String to) throws SQLException {
    tx.execute("ALTER TABLE " + from.sql() + " RENAME TO " + TableName.quote(to));
  }

  void state(Tx tx, Generation generation, Generation.State state) throws SQLException {
    tx.update(
        "UPDATE " + table + " SET state = ?" + ONE,
        state.name(),
        generation.name().toString(),
        generation.number());
  }

  /** Drops a view that is kept in another way now, with all its generations. */
  void dropAll(Tx tx, TableName name) throws SQLException {
    for (Generation generation : of(tx, name)) {
      if (generation.state() == Generation.State.SERVING) {
        tx.execute("DROP TABLE IF EXISTS " + name.sql());
        forget(tx, generation);
      } else {
        drop(tx, generation);
      }
    }
  }

  /** Drops a generation's table. */
  void drop(Tx tx, Generation generation) throws SQLException {
    tx.execute("DROP TABLE IF EXISTS " + generation.table().sql());
    forget(tx, generation);
  }

  private void forget(Tx tx, Generation generation) throws SQLException {
    tx.update("DELETE FROM " + table + ONE, generation.name().toString(), generation.number());
  }
}
