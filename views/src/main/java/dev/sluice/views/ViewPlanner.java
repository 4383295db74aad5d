// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the statements that keep a view. The user's SELECT is never rewritten: a WITH of the base
 * table's name makes it read the batch, or the touched groups' rows, in the table's place.
 */
public final class ViewPlanner {
  private final Analysis analysis;
  private final ViewDialect dialect;
  private final Base base;
  private final String stage;
  private final String view;
  private final String touched;

  private ViewPlanner(Analysis analysis, ViewDialect dialect, Base base, String stage) {
    this.analysis = analysis;
    this.dialect = dialect;
    this.base = base;
    this.stage = stage;
    this.view = quote(analysis.view().name());
    this.touched = quote("sluice_touched_" + analysis.view().name());
  }

  /**
   * Plans a view.
   *
   * @param stage the table that holds a batch's rows, as written in SQL; at most one row per key
   * @throws ViewRefusal if the view cannot be kept
   */
  public static ViewPlan plan(
      SqlParser parser, ViewDefinition view, ViewDialect dialect, Base base, String stage)
      throws ViewRefusal {
    Analysis analysis = new ViewAnalyzer(parser, view).analyze();
    if (!analysis.baseTable().equalsIgnoreCase(base.name())) {
      throw new SqlText(view.name(), view.select())
          .refusal(
              0,
              "table " + analysis.baseTable(),
              "is not the table " + base.name() + " that this view was given",
              "read " + base.name());
    }
    return new ViewPlanner(analysis, dialect, base, stage).plan();
  }

  /** The table a view reads, as it is written in its SELECT. */
  public static String baseOf(SqlParser parser, ViewDefinition view) throws ViewRefusal {
    return new ViewAnalyzer(parser, view).analyze().baseTable();
  }

  private ViewPlan plan() {
    String reason = whyNotDelta();
    boolean delta = reason.isEmpty();
    return new ViewPlan(
        analysis.view().name(),
        delta ? ViewPlan.Mode.DELTA : ViewPlan.Mode.TOUCHED_GROUPS,
        delta
            ? "the table is only inserted into, and every measure can be added up from partial ones"
            : reason,
        ddl(),
        List.of("INSERT INTO " + view + " SELECT * FROM " + query()),
        delta ? List.of() : locks(),
        delta ? List.of() : collectTouched(),
        delta ? List.of(mergeDelta()) : recomputeTouched(),
        difference());
  }

  private String whyNotDelta() {
    if (!base.key().isEmpty()) {
      return "rows of the table are replaced, so groups lose rows too";
    }
    if (analysis.having()) {
      return "HAVING leaves groups out, and their partial values would be lost";
    }
    for (Item item : analysis.measures()) {
      if (item.measure().isEmpty()) {
        return item.name() + " = " + item.text() + " cannot be put together from partial values";
      }
    }
    return "";
  }

  private static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /**
   * The user's SELECT as a table expression. The line break ends a comment that the SELECT may end
   * in.
   */
  private String query() {
    return "(" + analysis.view().select() + "\n) AS sluice_view";
  }

  /** The user's SELECT reading {@code rows} in the base table's place. */
  private String queryOver(String rows) {
    return "WITH " + quote(base.name()) + " AS (" + rows + ") SELECT * FROM " + query();
  }

  private List<String> ddl() {
    String keys =
        analysis.keys().stream().map(key -> quote(key.name())).collect(Collectors.joining(", "));
    return switch (dialect) {
      // No key and no index: DuckDB tables that are updated in place swell with one.
      case DUCKDB -> List.of("CREATE TABLE " + view + " AS SELECT * FROM " + query() + " LIMIT 0");
      case POSTGRES ->
          List.of(
              "CREATE TABLE " + view + " AS SELECT * FROM " + query() + " WITH NO DATA",
              "CREATE UNIQUE INDEX ON " + view + " (" + keys + ") NULLS NOT DISTINCT");
    };
  }

  private List<String> locks() {
    return switch (dialect) {
      // One writer per DuckDB file holds a lock anyway.
      case DUCKDB -> List.of();
      case POSTGRES ->
          List.of(
              "SELECT pg_advisory_xact_lock(hashtextextended('sluice view "
                  + analysis.view().name().replace("'", "''")
                  + "', 0))");
    };
  }

  private String mergeDelta() {
    String source = queryOver("SELECT * FROM " + stage);
    return switch (dialect) {
      case DUCKDB ->
          "MERGE INTO "
              + view
              + " AS v USING ("
              + source
              + ") AS d ON "
              + sameKeys("v", "d")
              + " WHEN MATCHED THEN UPDATE SET "
              + combined("v", "d")
              + " WHEN NOT MATCHED THEN INSERT ("
              + columns("")
              + ") VALUES ("
              + columns("d.")
              + ")";
      // In the order of keys, so that two tasks never wait for each other's rows crosswise.
      case POSTGRES ->
          "INSERT INTO "
              + view
              + " AS v ("
              + columns("")
              + ") SELECT "
              + columns("d.")
              + " FROM ("
              + source
              + ") AS d ORDER BY "
              + keys("d.")
              + " ON CONFLICT ("
              + keys("")
              + ") DO UPDATE SET "
              + combined("v", "excluded");
    };
  }

  private String columns(String prefix) {
    return analysis.items().stream()
        .map(item -> prefix + quote(item.name()))
        .collect(Collectors.joining(", "));
  }

  private String keys(String prefix) {
    return analysis.keys().stream()
        .map(item -> prefix + quote(item.name()))
        .collect(Collectors.joining(", "));
  }

  private String sameKeys(String left, String right) {
    return analysis.keys().stream()
        .map(
            key ->
                left
                    + "."
                    + quote(key.name())
                    + " IS NOT DISTINCT FROM "
                    + right
                    + "."
                    + quote(key.name()))
        .collect(Collectors.joining(" AND "));
  }

  private String combined(String old, String more) {
    return analysis.measures().stream()
        .map(item -> combined(item, old, more))
        .collect(Collectors.joining(", "));
  }

  private static String combined(Item item, String old, String more) {
    String column = quote(item.name());
    String a = old + "." + column;
    String b = more + "." + column;
    return switch (item.measure().orElseThrow()) {
      case COUNT -> column + " = " + a + " + " + b;
      case SUM ->
          column
              + " = CASE WHEN "
              + a
              + " IS NULL THEN "
              + b
              + " WHEN "
              + b
              + " IS NULL THEN "
              + a
              + " ELSE "
              + a
              + " + "
              + b
              + " END";
      case MIN ->
          column
              + " = CASE WHEN "
              + a
              + " IS NULL OR "
              + b
              + " < "
              + a
              + " THEN "
              + b
              + " ELSE "
              + a
              + " END";
      case MAX ->
          column
              + " = CASE WHEN "
              + a
              + " IS NULL OR "
              + b
              + " > "
              + a
              + " THEN "
              + b
              + " ELSE "
              + a
              + " END";
    };
  }

  /** The groups of the batch's rows, and in mode upsert those of the rows they replace. */
  private List<String> collectTouched() {
    String groups =
        "SELECT " + keyTexts() + " FROM " + stage + " AS " + quote(analysis.alias()) + where("");
    if (!base.key().isEmpty()) {
      String replaced =
          base.key().stream()
              .map(
                  key ->
                      "sluice_s." + quote(key) + " = " + quote(analysis.alias()) + "." + quote(key))
              .collect(Collectors.joining(" AND "));
      String inStage = "EXISTS (SELECT 1 FROM " + stage + " AS sluice_s WHERE " + replaced + ")";
      groups +=
          " UNION SELECT "
              + keyTexts()
              + " FROM "
              + base.sql()
              + " AS "
              + quote(analysis.alias())
              + where(inStage);
    } else {
      groups = "SELECT DISTINCT * FROM (" + groups + ") AS sluice_groups";
    }
    String create =
        dialect == ViewDialect.DUCKDB
            ? "CREATE TEMP TABLE " + touched + " AS " + groups
            : "CREATE TEMP TABLE " + touched + " ON COMMIT DROP AS " + groups;
    return List.of("DROP TABLE IF EXISTS " + touched, create);
  }

  private String keyTexts() {
    List<Item> keys = analysis.keys();
    return IntStream.range(0, keys.size())
        .mapToObj(i -> "(" + keys.get(i).text() + ") AS sluice_k" + i)
        .collect(Collectors.joining(", "));
  }

  private String where(String more) {
    List<String> conditions = new ArrayList<>();
    analysis.where().ifPresent(where -> conditions.add("(" + where + ")"));
    if (!more.isEmpty()) {
      conditions.add(more);
    }
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  private List<String> recomputeTouched() {
    List<Item> keys = analysis.keys();
    String sameGroup =
        IntStream.range(0, keys.size())
            .mapToObj(
                i ->
                    "t.sluice_k"
                        + i
                        + " IS NOT DISTINCT FROM "
                        + view
                        + "."
                        + quote(keys.get(i).name()))
            .collect(Collectors.joining(" AND "));
    String rows =
        "SELECT "
            + quote(analysis.alias())
            + ".* FROM "
            + base.sql()
            + " AS "
            + quote(analysis.alias())
            + " WHERE "
            + inTouched();
    return List.of(
        "DELETE FROM "
            + view
            + " WHERE EXISTS (SELECT 1 FROM "
            + touched
            + " AS t WHERE "
            + sameGroup
            + ")",
        "INSERT INTO " + view + " (" + columns("") + ") " + queryOver(rows),
        "DROP TABLE " + touched);
  }

  /**
   * Whether a base row's group is touched. PostgreSQL cannot hash IS NOT DISTINCT FROM, so groups
   * without a null, the usual ones, are looked up by IN.
   */
  private String inTouched() {
    List<Item> keys = analysis.keys();
    String exact =
        "EXISTS (SELECT 1 FROM "
            + touched
            + " AS t WHERE "
            + IntStream.range(0, keys.size())
                .mapToObj(
                    i -> "t.sluice_k" + i + " IS NOT DISTINCT FROM (" + keys.get(i).text() + ")")
                .collect(Collectors.joining(" AND "))
            + ")";
    if (dialect == ViewDialect.DUCKDB) {
      return exact;
    }
    String texts =
        keys.stream().map(key -> "(" + key.text() + ")").collect(Collectors.joining(", "));
    String names =
        IntStream.range(0, keys.size())
            .mapToObj(i -> "sluice_k" + i)
            .collect(Collectors.joining(", "));
    String anyNull =
        keys.stream()
            .map(key -> "(" + key.text() + ") IS NULL")
            .collect(Collectors.joining(" OR "));
    String noNull =
        IntStream.range(0, keys.size())
            .mapToObj(i -> "sluice_k" + i + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    return "(("
        + texts
        + ") IN (SELECT "
        + names
        + " FROM "
        + touched
        + " WHERE "
        + noNull
        + ") OR (("
        + anyNull
        + ") AND "
        + exact
        + "))";
  }

  private String difference() {
    String table = "SELECT * FROM " + view;
    String plain = "SELECT * FROM " + query();
    return "SELECT count(*) FROM (("
        + table
        + " EXCEPT ALL "
        + plain
        + ") UNION ALL ("
        + plain
        + " EXCEPT ALL "
        + table
        + ")) AS sluice_differences";
  }
}
