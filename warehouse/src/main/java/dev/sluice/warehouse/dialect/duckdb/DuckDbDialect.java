// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.duckdb;

import static dev.sluice.warehouse.dialect.TableName.quote;

import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.Fault;
import dev.sluice.warehouse.dialect.GivenValues;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.SqlType;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import dev.sluice.warehouse.dialect.Widening;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;

/**
 * DuckDB. Its tables carry no primary key: with the index, maintained tables grow without bound,
 * and MERGE is as fast without. Keys are unique because each stage holds a key once.
 */
public final class DuckDbDialect implements Dialect {
  /** So many rows are grouped in a second or two. */
  private static final long LARGE = 3_000_000;

  private static final int DIGITS = 38;
  private static final Widening WIDENING =
      new Widening("INTEGER", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL", DIGITS);

  private final long large;

  public DuckDbDialect() {
    this(LARGE);
  }

  /**
   * A dialect for which tables are large sooner or later.
   *
   * @param large rows of a table over which views are filled beside others
   */
  public DuckDbDialect(long large) {
    this.large = large;
  }

  @Override
  public String product() {
    return "DuckDB";
  }

  @Override
  public String columnType(Type type) {
    return DuckDbType.created(type);
  }

  @Override
  public Optional<String> widened(TableColumn column, Type type) {
    return WIDENING.of(SqlType.parse(column.sqlType()), type);
  }

  @Override
  public boolean holds(String sqlType, Type type) {
    return WIDENING.holds(SqlType.parse(sqlType), type, SqlType.parse(columnType(type)));
  }

  @Override
  public boolean keyed() {
    return false;
  }

  @Override
  public boolean savepoints() {
    return false;
  }

  @Override
  public String orIgnore(String column) {
    return "";
  }

  @Override
  public void lockPlan(Connection connection, TableName table) {
    // The one writer that a file has holds a lock anyway.
  }

  @Override
  public Optional<TableShape> find(Connection connection, TableName table) throws SQLException {
    String sql =
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name ="
            + " current_database() AND schema_name = coalesce(nullif(?, ''), current_schema()) AND"
            + " lower(table_name) = lower(?) ORDER BY column_index";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        List<TableColumn> columns = new ArrayList<>();
        while (rows.next()) {
          columns.add(new TableColumn(rows.getString(1), rows.getString(2)));
        }
        return columns.isEmpty() ? Optional.empty() : Optional.of(new TableShape(table, columns));
      }
    }
  }

  @Override
  public GivenValues given(Connection connection, TableName table) throws SQLException {
    String sql =
        "SELECT column_name, coalesce(generation_expression, column_default), is_generated = 'ALWAYS'"
            + " FROM information_schema.columns WHERE table_catalog = current_database() AND"
            + " table_schema = coalesce(nullif(?, ''), current_schema()) AND lower(table_name) ="
            + " lower(?) AND column_default IS NOT NULL ORDER BY ordinal_position";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        Map<String, String> defaults = new LinkedHashMap<>();
        Map<String, String> computed = new LinkedHashMap<>();
        while (rows.next()) {
          (rows.getBoolean(3) ? computed : defaults).put(rows.getString(1), rows.getString(2));
        }
        return new GivenValues(defaults, computed);
      }
    }
  }

  @Override
  public TableName stageName(TableName table) {
    return new TableName("temp", "sluice_stage_" + table.name());
  }

  @Override
  public List<String> openStage(TableShape base, TableName stage) {
    return List.of(
        "CREATE OR REPLACE TEMP TABLE "
            + quote(stage.name())
            + " AS SELECT "
            + base.columnList()
            + ", CAST(NULL AS BIGINT) AS "
            + Load.SEQUENCE
            + ", CAST(NULL AS BOOLEAN) AS "
            + Load.DELETED
            + " FROM "
            + base.name().sql()
            + " LIMIT 0");
  }

  @Override
  public boolean fillsBeside(Connection connection, TableName table) throws SQLException {
    String sql =
        "SELECT max(estimated_size) >= ? FROM duckdb_tables() WHERE database_name ="
            + " current_database() AND schema_name = coalesce(nullif(?, ''), current_schema()) AND"
            + " lower(table_name) = lower(?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, large);
      statement.setString(2, table.schema());
      statement.setString(3, table.name());
      try (ResultSet answer = statement.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    }
  }

  /** Each transaction sees one moment; those that do the same take turns by a lock of the file. */
  @Override
  public List<String> ofOneMoment(TableName table) {
    return List.of();
  }

  @Override
  public void load(Connection connection, Load load) throws SQLException {
    AppenderLoad.run(connection, load);
  }

  @Override
  public String merge(TableName table, TableName stage, List<String> columns, List<String> key) {
    String matches =
        key.stream()
            .map(k -> "t." + quote(k) + " = s." + quote(k))
            .collect(Collectors.joining(" AND "));
    String changes =
        columns.stream()
            .filter(c -> !key.contains(c))
            .map(c -> quote(c) + " = s." + quote(c))
            .collect(Collectors.joining(", "));
    return "MERGE INTO "
        + table.sql()
        + " t USING "
        + stage.sql()
        + " s ON "
        + matches
        + (changes.isEmpty() ? "" : " WHEN MATCHED THEN UPDATE SET " + changes)
        + " WHEN NOT MATCHED THEN INSERT ("
        + columns.stream().map(TableName::quote).collect(Collectors.joining(", "))
        + ") VALUES ("
        + columns.stream().map(c -> "s." + quote(c)).collect(Collectors.joining(", "))
        + ")";
  }

  @Override
  public String lockDeleted(TableName table, TableName gone, List<String> key) {
    return "";
  }

  @Override
  public Optional<String> parquet(List<String> files) {
    String paths =
        files.stream()
            .map(file -> "'" + file.replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    return Optional.of(
        "SELECT * FROM read_parquet(["
            + paths
            + "], union_by_name = true, hive_partitioning = false)");
  }

  @Override
  public Optional<String> rowHashes(String columns) {
    return Optional.of("sum(hash(" + columns + "))");
  }

  @Override
  public Fault fault(SQLException e) {
    return DuckDbFault.of(e);
  }
}
