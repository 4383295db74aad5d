// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.postgres;

import static dev.sluice.warehouse.dialect.TableName.quote;

import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.Fault;
import dev.sluice.warehouse.dialect.GivenValues;
import dev.sluice.warehouse.dialect.LandedRows;
import dev.sluice.warehouse.dialect.Load;
import dev.sluice.warehouse.dialect.SqlType;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import dev.sluice.warehouse.dialect.Upkeep;
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

/** PostgreSQL: loads by COPY in binary form, merges by ON CONFLICT on the primary key. */
public final class PostgresDialect implements Dialect {
  /** About so much is read in a second or two. */
  private static final long LARGE = 256L << 20;

  private static final int DIGITS = 1000;
  private static final Widening WIDENING =
      new Widening("integer", "bigint", "real", "double precision", "numeric", DIGITS);

  /** Enums and domains are told as what their binary form is. */
  private static final String GIVEN =
      "SELECT a.attname, pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '' FROM pg_attribute a JOIN pg_attrdef d ON"
          + " d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = to_regclass(?) AND"
          + " NOT a.attisdropped ORDER BY a.attnum";

  private static final String COLUMNS =
      "SELECT a.attname, CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN"
          + " format_type(t.typbasetype, t.typtypmod) ELSE format_type(a.atttypid, a.atttypmod) END"
          + " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid ="
          + " to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

  private final long large;

  public PostgresDialect() {
    this(LARGE);
  }

  /**
   * A dialect for which tables are large sooner or later.
   *
   * @param large bytes of a table over which views are filled beside others
   */
  public PostgresDialect(long large) {
    this.large = large;
  }

  @Override
  public String product() {
    return "PostgreSQL";
  }

  @Override
  public String columnType(Type type) {
    return PostgresType.created(type);
  }

  @Override
  public Optional<String> widened(TableColumn column, Type type) {
    return WIDENING.of(SqlType.parse(column.sqlType()), type);
  }

  @Override
  public boolean holds(String sqlType, Type type) {
    SqlType column = SqlType.parse(sqlType);
    return WIDENING.holds(column, type, SqlType.parse(columnType(type)))
        || (type.typeId() == Type.TypeID.STRING && PostgresType.isText(column));
  }

  @Override
  public boolean keyed() {
    return true;
  }

  @Override
  public boolean savepoints() {
    return true;
  }

  @Override
  public String orIgnore(String column) {
    return " ON CONFLICT DO NOTHING";
  }

  @Override
  public String nameType() {
    return "VARCHAR";
  }

  @Override
  public void lockPlan(Connection connection, TableName table) throws SQLException {
    String sql = "SELECT pg_advisory_xact_lock(hashtext('sluice'), hashtext(?))";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.toString());
      statement.execute();
    }
  }

  @Override
  public Optional<TableShape> find(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table.sql());
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
    try (PreparedStatement statement = connection.prepareStatement(GIVEN)) {
      statement.setString(1, table.sql());
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
    return new TableName("pg_temp", "sluice_stage_" + table.name());
  }

  @Override
  public List<String> openStage(TableShape base, TableName stage) {
    return List.of(
        "CREATE TEMP TABLE IF NOT EXISTS "
            + stage.sql()
            + " ON COMMIT DELETE ROWS AS SELECT "
            + base.columnList()
            + ", CAST(NULL AS bigint) AS "
            + Load.SEQUENCE
            + ", CAST(NULL AS boolean) AS "
            + Load.DELETED
            + " FROM "
            + base.name().sql()
            + " WITH NO DATA");
  }

  @Override
  public Optional<LandedRows> landedRows(Connection connection, TableName table)
      throws SQLException {
    return TidRange.of(connection, table);
  }

  @Override
  public Upkeep upkeep(TableName table) {
    return new BlockSummaries(table);
  }

  @Override
  public void load(Connection connection, Load load) throws SQLException {
    CopyLoad.run(connection, load);
  }

  @Override
  public String merge(TableName table, TableName stage, List<String> columns, List<String> key) {
    String list = columns.stream().map(TableName::quote).collect(Collectors.joining(", "));
    String keys = key.stream().map(TableName::quote).collect(Collectors.joining(", "));
    String changes =
        columns.stream()
            .filter(c -> !key.contains(c))
            .map(c -> quote(c) + " = EXCLUDED." + quote(c))
            .collect(Collectors.joining(", "));
    // In the key's order, so that two tasks that merge the same keys cannot wait for each other.
    return "INSERT INTO "
        + table.sql()
        + " ("
        + list
        + ") SELECT "
        + list
        + " FROM "
        + stage.sql()
        + " ORDER BY "
        + keys
        + " ON CONFLICT ("
        + keys
        + ") DO "
        + (changes.isEmpty() ? "NOTHING" : "UPDATE SET " + changes);
  }

  @Override
  public String lockDeleted(TableName table, TableName gone, List<String> key) {
    String keys = key.stream().map(k -> "t." + quote(k)).collect(Collectors.joining(", "));
    String same =
        key.stream()
            .map(k -> "t." + quote(k) + " = s." + quote(k))
            .collect(Collectors.joining(" AND "));
    return "SELECT 1 FROM "
        + table.sql()
        + " AS t JOIN "
        + gone.sql()
        + " AS s ON "
        + same
        + " ORDER BY "
        + keys
        + " FOR UPDATE OF t";
  }

  /**
   * Ranges of blocks: rows come in the order of their offsets, so few blocks are read. Found by its
   * columns and not by a name, which stays with a table that another generation takes the place of.
   */
  @Override
  public String offsetIndex(TableName table, List<String> columns) {
    String names = columns.stream().map(TableName::quote).collect(Collectors.joining(", "));
    String texts =
        columns.stream()
            .map(name -> "'" + name.replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    return "DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indpred IS NULL AND"
        + " i.indrelid = to_regclass('"
        + table.sql().replace("'", "''")
        + "') AND ARRAY[("
        + "SELECT a.attname::text FROM pg_attribute AS a WHERE a.attrelid = i.indrelid AND a.attnum"
        + " = i.indkey[0]), (SELECT a.attname::text FROM pg_attribute AS a WHERE a.attrelid ="
        + " i.indrelid AND a.attnum = i.indkey[1])] = ARRAY["
        + texts
        + "]) THEN CREATE INDEX ON "
        + table.sql()
        + " USING brin ("
        + names
        + ") WITH (autosummarize = on); END IF; END $do$";
  }

  @Override
  public Optional<String> rowHashes(String columns) {
    return Optional.of("sum(hashtextextended(CAST(ROW(" + columns + ") AS text), 0))");
  }

  @Override
  public boolean fillsBeside(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_table_size(to_regclass(?)) >= ?")) {
      statement.setString(1, table.sql());
      statement.setLong(2, large);
      try (ResultSet answer = statement.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    }
  }

  /** A lock of a table does not take the snapshot, so nothing can happen between the two. */
  @Override
  public List<String> ofOneMoment(TableName table) {
    return List.of(
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "SET LOCAL lock_timeout = 0",
        "LOCK TABLE " + table.sql() + " IN EXCLUSIVE MODE");
  }

  @Override
  public String impatient() {
    return "SET LOCAL lock_timeout = '5s'";
  }

  @Override
  public Fault fault(SQLException e) {
    return PostgresFault.of(e);
  }
}
