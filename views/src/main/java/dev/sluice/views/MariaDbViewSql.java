// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * MariaDB and MySQL. No unique index takes two nulls for equal there, so rows are found by {@code
 * <=>} and merged by two statements; a lock on the view makes that safe. Only temporary tables are
 * made meanwhile, because other DDL ends the transaction, and no statement reads one of them twice,
 * which MySQL refuses.
 */
final class MariaDbViewSql implements ViewSql {
  private static final String LOCKS = "sluice_locks";

  static final String LOCKS_DDL =
      "CREATE TABLE IF NOT EXISTS "
          + LOCKS
          + " (name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY)"
          + " ENGINE=InnoDB";

  /** Characters of a text that the index on a view's keys holds. */
  private static final int INDEXED = 64;

  /** Columns of an index: InnoDB takes 16, and 3072 bytes. */
  private static final int INDEXED_COLUMNS = 8;

  private static final String KEY_PARTS = "sluice_parts";

  private static final String BATCH = "sluice_batch";

  @Override
  public String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String name(String quoted) {
    return quoted.substring(1, quoted.length() - 1).replace("\"\"", "\"");
  }

  /** Every column of which may be null, as an outer join's are. */
  private static String nullable(String query) {
    return " ENGINE=InnoDB AS SELECT sluice_q.* FROM (SELECT 1 AS one) AS sluice_one LEFT JOIN ("
        + query
        + ") AS sluice_q ON FALSE WHERE FALSE";
  }

  @Override
  public List<String> createTable(String table, String query) {
    return List.of("CREATE TABLE " + table + nullable(query));
  }

  /** Of a text only a beginning can be indexed; which columns are texts the catalogue knows. */
  @Override
  public List<String> index(String table, List<String> columns, boolean unique) {
    return dynamic(
        literal("CREATE INDEX sluice_groups ON " + table + " (") + ", " + KEY_PARTS + ", ')'",
        table,
        columns,
        columns);
  }

  /**
   * Runs a statement that has to name key parts.
   *
   * @param words SQL expressions that make up the statement, separated by commas
   * @param table whose columns the types are those of
   * @param columns of the table, quoted; of more than {@link #INDEXED_COLUMNS} the first
   * @param names what the columns are called in the index
   */
  private static List<String> dynamic(
      String words, String table, List<String> columns, List<String> names) {
    int parts = Math.min(INDEXED_COLUMNS, columns.size());
    String cases =
        IntStream.range(0, parts)
            .mapToObj(
                i -> " WHEN " + literal(name(columns.get(i))) + " THEN " + literal(names.get(i)))
            .collect(Collectors.joining());
    String listed =
        columns.stream().limit(parts).map(c -> literal(name(c))).collect(Collectors.joining(", "));
    return List.of(
        "SET @sluice_ddl = (SELECT concat("
            + words
            + ") FROM (SELECT group_concat(concat(CASE column_name"
            + cases
            + " END, CASE WHEN character_maximum_length > "
            + INDEXED
            + " THEN '("
            + INDEXED
            + ")' ELSE '' END) ORDER BY ordinal_position SEPARATOR ', ') AS sluice_parts FROM"
            + " information_schema.columns WHERE table_schema = database() AND table_name = "
            + literal(name(table))
            + " AND column_name IN ("
            + listed
            + ")) AS sluice_columns)",
        "PREPARE sluice_ddl FROM @sluice_ddl",
        "EXECUTE sluice_ddl",
        "DEALLOCATE PREPARE sluice_ddl");
  }

  /** A row that whoever changes the view holds until the transaction ends. */
  @Override
  public List<String> lock(String view, boolean shared) {
    return List.of(
        "INSERT INTO "
            + LOCKS
            + " (name) VALUES ("
            + literal("view " + view)
            + ") ON DUPLICATE KEY UPDATE name = VALUES(name)");
  }

  private static String drop(String table) {
    return "DROP TEMPORARY TABLE IF EXISTS " + table;
  }

  @Override
  public List<String> createOwn(String table, String query) {
    return List.of(
        drop(table),
        "CREATE TEMPORARY TABLE " + table + nullable(query),
        "INSERT INTO " + table + " " + query);
  }

  /**
   * With an index, or each row of a table would be compared with each of its rows; made at once
   * with the table, because a statement that adds one ends the transaction.
   */
  @Override
  public List<String> createKeys(Keys keys, String query) {
    List<String> statements = new ArrayList<>();
    statements.add(drop(keys.table()));
    String columns =
        IntStream.range(0, keys.columns().size())
            .mapToObj(i -> "v." + keys.of().get(i) + " AS " + keys.columns().get(i))
            .collect(Collectors.joining(", "));
    statements.addAll(
        dynamic(
            literal("CREATE TEMPORARY TABLE " + keys.table() + " (INDEX sluice_keys (")
                + ", "
                + KEY_PARTS
                + ", "
                + literal(
                    ")) ENGINE=InnoDB AS SELECT "
                        + columns
                        + " FROM "
                        + keys.view()
                        + " AS v WHERE FALSE"),
            keys.view(),
            keys.of(),
            keys.columns()));
    statements.add("INSERT INTO " + keys.table() + " " + query);
    return statements;
  }

  private static String same(List<String> left, List<String> right) {
    return IntStream.range(0, left.size())
        .mapToObj(i -> left.get(i) + " <=> " + right.get(i))
        .collect(Collectors.joining(" AND "));
  }

  private static List<String> of(String alias, List<String> columns) {
    return columns.stream().map(column -> alias + "." + column).toList();
  }

  @Override
  public String in(List<String> values, String table, List<String> columns) {
    return "EXISTS (SELECT 1 FROM "
        + table
        + " AS sluice_t WHERE "
        + same(of("sluice_t", columns), values)
        + ")";
  }

  @Override
  public List<String> delete(String view, List<String> keys, String table, List<String> columns) {
    return List.of(
        "DELETE v FROM "
            + view
            + " AS v JOIN "
            + table
            + " AS sluice_t ON "
            + same(of("v", keys), of("sluice_t", columns)));
  }

  @Override
  public List<String> merge(Merge merge) {
    String batch = quote(BATCH + "_" + name(merge.view()));
    String same = same(of("v", merge.keys()), of("d", merge.keys()));
    List<String> statements = new ArrayList<>(createOwn(batch, merge.source()));
    statements.add(
        "UPDATE "
            + merge.view()
            + " AS v JOIN "
            + batch
            + " AS d ON "
            + same
            + " SET "
            + merge.combined().of("v", "d", "v."));
    statements.add(
        "INSERT INTO "
            + merge.view()
            + " ("
            + merge.columns(column -> column)
            + ") SELECT "
            + merge.columns(column -> "d." + column)
            + " FROM "
            + batch
            + " AS d WHERE NOT EXISTS (SELECT 1 FROM "
            + merge.view()
            + " AS v WHERE "
            + same
            + ")");
    statements.add(drop(batch));
    return statements;
  }

  @Override
  public Optional<String> rowName() {
    return Optional.empty();
  }
}
