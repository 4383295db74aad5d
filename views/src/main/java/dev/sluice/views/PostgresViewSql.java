// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * PostgreSQL. It can neither hash nor look up IS NOT DISTINCT FROM, so values without a null, the
 * usual ones, are looked up by IN.
 */
final class PostgresViewSql implements ViewSql {
  /** Holds the number of rows that the last merge was of, until the transaction ends. */
  private static final String MERGED = "sluice.merged";

  @Override
  public String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  @Override
  public List<String> createTable(String table, String query) {
    return List.of("CREATE TABLE " + table + " AS " + query + " WITH NO DATA");
  }

  @Override
  public List<String> index(String table, List<String> columns, boolean unique) {
    return List.of(
        "CREATE "
            + (unique ? "UNIQUE " : "")
            + "INDEX ON "
            + table
            + " ("
            + String.join(", ", columns)
            + ")"
            + (unique ? " NULLS NOT DISTINCT" : ""));
  }

  @Override
  public List<String> lock(String view, boolean shared) {
    return List.of(
        "SELECT pg_advisory_xact_lock"
            + (shared ? "_shared" : "")
            + "(hashtextextended('sluice view "
            + view.replace("'", "''")
            + "', 0))");
  }

  @Override
  public List<String> createOwn(String table, String query) {
    return List.of(
        "DROP TABLE IF EXISTS pg_temp." + table,
        "CREATE TEMP TABLE " + table + " ON COMMIT DROP AS " + query,
        // Without its figures the planner takes a table of three groups for one of thousands.
        "ANALYZE " + table);
  }

  @Override
  public String in(List<String> values, String table, List<String> columns) {
    return "(("
        + String.join(", ", values)
        + ") IN (SELECT "
        + String.join(", ", columns)
        + " FROM "
        + table
        + " WHERE "
        + each(columns, " IS NOT NULL", " AND ")
        + ") OR (("
        + each(values, " IS NULL", " OR ")
        + ") AND EXISTS (SELECT 1 FROM "
        + table
        + " AS sluice_t WHERE "
        + same(values, columns)
        + ")))";
  }

  /** In two parts: the first can be looked up by the view's index. */
  @Override
  public String matching(Rows rows, List<String> names, String view) {
    List<String> own = rows.keysOf("sluice_r");
    return ViewSql.keys(rows, names)
        + "("
        + String.join(", ", own)
        + ") IN (SELECT "
        + String.join(", ", rows.keys())
        + " FROM "
        + view
        + ") UNION ALL "
        + ViewSql.keys(rows, names)
        + "("
        + each(own, " IS NULL", " OR ")
        + ") AND EXISTS (SELECT 1 FROM "
        + view
        + " AS sluice_t WHERE "
        + same(own, rows.keys())
        + ")";
  }

  /** IN beside OR is looked up row by row, even if there is nothing to be found. */
  @Override
  public String andAny(String table) {
    return " AND EXISTS (SELECT 1 FROM " + table + ")";
  }

  @Override
  public List<String> delete(String view, List<String> keys, String table, List<String> columns) {
    List<String> own = keys.stream().map(key -> view + "." + key).toList();
    return List.of(
        "DELETE FROM "
            + view
            + " WHERE ("
            + String.join(", ", own)
            + ") IN (SELECT "
            + String.join(", ", columns)
            + " FROM "
            + table
            + ")",
        "DELETE FROM "
            + view
            + " USING (SELECT * FROM "
            + table
            + " WHERE "
            + each(columns, " IS NULL", " OR ")
            + ") AS sluice_t WHERE "
            + same(own, columns));
  }

  /**
   * Since PostgreSQL 16 all rows are sorted by the groups and by what is counted DISTINCT; each
   * group by itself is done a third sooner.
   */
  @Override
  public List<String> beforeGroups() {
    return List.of(
        "SELECT set_config(name, 'off', TRUE) FROM (VALUES ('enable_presorted_aggregate')) AS s (name)"
            + " WHERE current_setting(name, TRUE) IS NOT NULL");
  }

  private static String each(List<String> texts, String suffix, String separator) {
    return texts.stream().map(text -> text + suffix).collect(Collectors.joining(separator));
  }

  private static String same(List<String> values, List<String> columns) {
    return IntStream.range(0, values.size())
        .mapToObj(i -> "sluice_t." + columns.get(i) + " IS NOT DISTINCT FROM " + values.get(i))
        .collect(Collectors.joining(" AND "));
  }

  @Override
  public List<String> merge(Merge merge) {
    return List.of(merge(merge, "(" + merge.source() + ")"));
  }

  /** In the order of keys, so that two tasks never wait for each other's rows crosswise. */
  private static String merge(Merge merge, String source) {
    return "INSERT INTO "
        + merge.view()
        + " AS v ("
        + merge.columns(column -> column)
        + ") SELECT "
        + merge.columns(column -> "d." + column)
        + " FROM "
        + source
        + " AS d ORDER BY "
        + merge.keys(key -> "d." + key)
        + " ON CONFLICT ("
        + merge.keys(key -> key)
        + ") DO UPDATE SET "
        + merge.combined().of("v", "excluded", "");
  }

  @Override
  public Optional<RowCount> rowCount() {
    return Optional.of(
        new RowCount() {
          @Override
          public List<String> merge(Merge merge, String rows) {
            return List.of(
                "WITH sluice_d AS ("
                    + merge.source()
                    + "), sluice_m AS ("
                    + PostgresViewSql.merge(merge, "sluice_d")
                    + ") SELECT set_config('"
                    + MERGED
                    + "', coalesce(sum("
                    + rows
                    + "), 0)::text, TRUE) FROM sluice_d");
          }

          @Override
          public String merged() {
            return "SELECT current_setting('" + MERGED + "')::bigint";
          }
        });
  }

  /** The last time that a record can have is years before the last that PostgreSQL can write. */
  @Override
  public Optional<Within> within(
      String value, String table, String column, String below, String above) {
    String from = " FROM " + table + ")";
    return Optional.of(
        new Within(
            List.of(),
            "("
                + value
                + " BETWEEN (SELECT min("
                + column
                + ")"
                + below
                + from
                + " AND (SELECT max("
                + column
                + ")"
                + above
                + from
                + " OR "
                + value
                + " IS NULL)"));
  }

  /**
   * Ranges of blocks: rows come more or less in the order of time, so few blocks are read. A table
   * of somebody else's is left alone, and so is what is no table.
   */
  @Override
  public List<String> timeIndex(String table, String column) {
    return List.of(
        "DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid"
            + " = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indpred IS NULL AND i.indrelid ="
            + " to_regclass('"
            + table.replace("'", "''")
            + "') AND a.attname = '"
            + column.replace("'", "''")
            + "') THEN CREATE INDEX ON "
            + table
            + " USING brin ("
            + quote(column)
            + ") WITH (autosummarize = on); END IF; EXCEPTION WHEN insufficient_privilege OR"
            + " wrong_object_type THEN NULL; END $do$");
  }

  @Override
  public Optional<String> rowName() {
    return Optional.of("ctid");
  }
}
