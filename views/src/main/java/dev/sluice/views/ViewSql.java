// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What differs between the databases that views are kept in. Stateless. */
interface ViewSql {
  static ViewSql of(ViewDialect dialect) {
    return switch (dialect) {
      case DUCKDB -> new DuckDbViewSql();
      case POSTGRES -> new PostgresViewSql();
      case MARIADB, MYSQL -> new MariaDbViewSql();
    };
  }

  /** An identifier for use in SQL. */
  String quote(String identifier);

  /** Makes an empty table with the columns of a query. */
  List<String> createTable(String table, String query);

  /**
   * An index by which rows of a view are found; none where it does more harm than good.
   *
   * @param columns quoted
   */
  List<String> index(String table, List<String> columns, boolean unique);

  /**
   * Makes other transactions that change the same view wait until this one ends.
   *
   * @param shared whether it may go on beside others that say so, too
   */
  List<String> lock(String view, boolean shared);

  /** Makes a table of the transaction's own, with the rows of a query; an older one is dropped. */
  List<String> createOwn(String table, String query);

  /** Like {@link #createOwn}, for keys of a view by which rows are looked up. */
  default List<String> createKeys(Keys keys, String query) {
    return createOwn(keys.table(), query);
  }

  /**
   * A table of a view's keys.
   *
   * @param table its name, quoted
   * @param columns its columns, which the query gives in this order
   * @param view the view, quoted
   * @param of the view's columns that they are keys of, quoted
   */
  record Keys(String table, List<String> columns, String view, List<String> of) {
    public Keys {
      columns = List.copyOf(columns);
      of = List.copyOf(of);
    }
  }

  /**
   * A condition: the values, nulls included, stand in a row of a table.
   *
   * @param values expressions
   * @param columns of the table, to be compared with the values in this order
   */
  String in(List<String> values, String table, List<String> columns);

  /**
   * A query for the keys of rows that a view has, too.
   *
   * @param names what they are called in the answer
   */
  default String matching(Rows rows, List<String> names, String view) {
    return keys(rows, names) + in(rows.keysOf("sluice_r"), view, rows.keys());
  }

  /** The keys of rows, up to a condition. */
  static String keys(Rows rows, List<String> names) {
    List<String> keys = rows.keysOf("sluice_r");
    return "SELECT "
        + IntStream.range(0, keys.size())
            .mapToObj(i -> keys.get(i) + " AS " + names.get(i))
            .collect(Collectors.joining(", "))
        + " FROM "
        + rows.table()
        + " AS sluice_r WHERE ";
  }

  /**
   * A table with the columns of a view.
   *
   * @param table its name, quoted
   * @param keys columns that are the view's keys, quoted
   */
  record Rows(String table, List<String> keys) {
    public Rows {
      keys = List.copyOf(keys);
    }

    List<String> keysOf(String alias) {
      return keys.stream().map(key -> alias + "." + key).toList();
    }
  }

  /** Spares reading what would be compared with rows of a table that has none; begins with AND. */
  default String andAny(String table) {
    return "";
  }

  /** Deletes the rows of a view whose values in {@code keys} stand in a row of a table. */
  List<String> delete(String view, List<String> keys, String table, List<String> columns);

  /** Run before rows of groups are computed anew. */
  default List<String> beforeGroups() {
    return List.of();
  }

  /** Adds rows to a view, or combines them with the row of the same key. */
  List<String> merge(Merge merge);

  /**
   * How rows are counted as they are read, where some may be missed; empty where none are.
   *
   * <p>Rows that have just been put into a table may be read there, and be somewhere else than
   * where they are looked for.
   */
  default Optional<RowCount> rowCount() {
    return Optional.empty();
  }

  /** Counts the rows that a merge has read. */
  interface RowCount {
    /**
     * {@link ViewSql#merge}, and a note of how many rows it was of.
     *
     * @param rows the column of the source that has the number of each group's, quoted
     */
    List<String> merge(Merge merge, String rows);

    /** A query that reads what the last merge of the transaction noted. */
    String merged();
  }

  /**
   * That a value is null or one that some rounded values may have been made of, to bound what is
   * read.
   *
   * @param table holds the rounded values in {@code column}
   * @param below SQL that follows the least of them, {@link RoundedDown#below}
   * @param above SQL that follows the greatest, {@link RoundedDown#above}
   */
  default Optional<Within> within(
      String value, String table, String column, String below, String above) {
    return Optional.empty();
  }

  /**
   * A condition whose bounds the database knows before it reads the table.
   *
   * @param before statements that are run first
   */
  record Within(List<String> before, String condition) {
    public Within {
      before = List.copyOf(before);
    }
  }

  /**
   * An index by which rows of some times are found in a table, if it has none.
   *
   * @param table quoted and qualified
   */
  default List<String> timeIndex(String table, String column) {
    return List.of();
  }

  /** The name by which a row of a table is known to the database; empty if there is none. */
  Optional<String> rowName();

  /**
   * A merge of partial values.
   *
   * @param keys quoted
   * @param columns all columns, quoted
   * @param source a query
   * @param combined assignments, made of what the old and the new row are called
   */
  record Merge(
      String view, List<String> keys, List<String> columns, String source, Assignments combined) {
    public Merge {
      keys = List.copyOf(keys);
      columns = List.copyOf(columns);
    }

    String columns(UnaryOperator<String> each) {
      return String.join(", ", columns.stream().map(each).toList());
    }

    String keys(UnaryOperator<String> each) {
      return String.join(", ", keys.stream().map(each).toList());
    }
  }

  /** Writes {@code column = value} for every measure. */
  interface Assignments {
    /**
     * The assignments, separated by commas.
     *
     * @param prefix what comes before the column that is assigned to
     */
    String of(String old, String more, String prefix);
  }
}
