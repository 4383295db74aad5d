// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.warehouse.dialect.GivenValues;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the catalogue tells of a table, and whether that is enough for what is promised. */
final class MariaDbCatalog {
  private static final String OF_TABLE =
      " WHERE table_schema = coalesce(nullif(?, ''), database()) AND table_name = ?";

  /** The width at which a client may show a whole number; only tinyint(1) says something. */
  private static final Pattern SHOWN_WIDTH =
      Pattern.compile("^((?:small|medium|big)?int|tinyint(?!\\(1\\)))\\(\\d+\\)");

  private final Connection connection;
  private final TableName table;

  MariaDbCatalog(Connection connection, TableName table) {
    this.connection = connection;
    this.table = table;
  }

  /** One row of an answer as a value. */
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, RowReader<T> reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        List<T> answer = new ArrayList<>();
        while (rows.next()) {
          answer.add(reader.read(rows));
        }
        return answer;
      }
    }
  }

  Optional<TableShape> find() throws SQLException {
    List<TableColumn> columns =
        query(
            "SELECT column_name, column_type, is_nullable, column_default, extra,"
                + " column_comment FROM information_schema.columns"
                + OF_TABLE
                + " ORDER BY ordinal_position",
            MariaDbCatalog::column);
    return columns.isEmpty() ? Optional.empty() : Optional.of(new TableShape(table, columns));
  }

  /** Values that the server gives the columns of a row. */
  GivenValues given(Product product) throws SQLException {
    Map<String, String> defaults = new LinkedHashMap<>();
    query(
        "SELECT column_name, column_default, extra FROM information_schema.columns"
            + OF_TABLE
            + " AND column_default IS NOT NULL AND column_default <> 'NULL' AND"
            + " coalesce(generation_expression, '') = '' ORDER BY ordinal_position",
        row -> {
          String given = row.getString(2);
          // MySQL shows a literal bare, and says of an expression that it is one.
          boolean bare =
              product == Product.MYSQL && !row.getString(3).contains("DEFAULT_GENERATED");
          return defaults.put(
              row.getString(1),
              bare ? "'" + given.replace("'", "''") + "'" : expression(product, given));
        });
    Map<String, String> computed = new LinkedHashMap<>();
    query(
        "SELECT column_name, generation_expression FROM information_schema.columns"
            + OF_TABLE
            + " AND generation_expression <> '' ORDER BY ordinal_position",
        row -> computed.put(row.getString(1), expression(product, row.getString(2))));
    return new GivenValues(defaults, computed);
  }

  /** MySQL shows quotes with a backslash before them, which is a character like any other here. */
  private static String expression(Product product, String shown) {
    return product == Product.MYSQL ? shown.replace("\\'", "'") : shown;
  }

  private static TableColumn column(ResultSet row) throws SQLException {
    String type = SHOWN_WIDTH.matcher(row.getString(2)).replaceFirst("$1");
    String given = row.getString(4);
    boolean plain =
        (given == null || given.equals("NULL"))
            && row.getString(5).isEmpty()
            && row.getString(6).isEmpty();
    String nullable = row.getString(3).equals("NO") ? "NOT NULL" : "";
    return new TableColumn(
        row.getString(1), type.replace(" zerofill", ""), plain ? nullable : "more than its type");
  }

  /**
   * Refuses a table that could not keep what is promised of it.
   *
   * @param key columns that make a row unique; empty in mode insert
   */
  void require(List<String> key) throws SQLException {
    List<String> engines =
        query("SELECT engine FROM information_schema.tables" + OF_TABLE, row -> row.getString(1));
    if (!engines.equals(List.of("InnoDB"))) {
      throw new RefusedException(
          "Table "
              + table
              + " is kept by the engine "
              + engines
              + ", in which rows and positions cannot change together: ALTER TABLE "
              + table.sql()
              + " ENGINE=InnoDB");
    }
    if (!key.isEmpty()) {
      requireUnique(folded(key));
      requireExact(folded(key));
    }
  }

  private static Set<String> folded(List<String> names) {
    Set<String> folded = new HashSet<>();
    names.forEach(name -> folded.add(name.toLowerCase(Locale.ROOT)));
    return folded;
  }

  /** An index that lets no two rows have the same values in its columns. */
  private record Unique(String name, Set<String> columns, boolean whole) {}

  /** INSERT … ON DUPLICATE KEY UPDATE heeds every unique index of the table, and no other key. */
  private void requireUnique(Set<String> key) throws SQLException {
    List<Unique> indexes =
        query(
            "SELECT index_name, group_concat(column_name SEPARATOR '\t'), max(sub_part) FROM"
                + " information_schema.statistics"
                + OF_TABLE
                + " AND non_unique = 0 GROUP BY index_name",
            row ->
                new Unique(
                    row.getString(1),
                    folded(List.of(row.getString(2).split("\t", -1))),
                    row.getString(3) == null));
    for (Unique index : indexes) {
      if (!index.columns().containsAll(key)) {
        throw new RefusedException(
            "Table "
                + table
                + " has the unique index "
                + index.name()
                + " beside its key, so that a record could replace another key's row: drop the"
                + " index, or set mode to insert");
      }
    }
    if (indexes.stream().noneMatch(i -> i.whole() && i.columns().equals(key))) {
      throw new RefusedException(
          "Table "
              + table
              + " has no unique index over the whole key "
              + String.join(", ", key)
              + ", so rows cannot be replaced: add it as the primary key, or set mode to insert");
    }
  }

  private void requireExact(Set<String> key) throws SQLException {
    List<String[]> collations =
        query(
            "SELECT column_name, collation_name FROM information_schema.columns"
                + OF_TABLE
                + " AND collation_name IS NOT NULL",
            row -> new String[] {row.getString(1), row.getString(2)});
    for (String[] column : collations) {
      boolean ofKey = key.contains(column[0].toLowerCase(Locale.ROOT));
      if (ofKey && !Product.isExact(column[1])) {
        throw new RefusedException(
            "The key column "
                + column[0]
                + " of table "
                + table
                + " has the collation "
                + column[1]
                + ", under which different keys of Kafka are one: give it a collation that ends in"
                + " _nopad_bin (MariaDB) or _0900_bin (MySQL)");
      }
    }
  }
}
