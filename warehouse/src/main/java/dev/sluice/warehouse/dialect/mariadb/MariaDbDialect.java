// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import static dev.sluice.warehouse.dialect.TableName.quote;

import dev.sluice.views.ViewDialect;
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
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * MariaDB and MySQL: loads by LOAD DATA, merges by ON DUPLICATE KEY UPDATE. DDL ends a transaction,
 * so who plans a table holds a lock of the session; temporary tables are the exception, and only
 * they are made while rows are committed.
 */
public final class MariaDbDialect implements Dialect {
  private static final int DIGITS = 65;
  private static final Widening WIDENING =
      new Widening("int", "bigint", "float", "double", "decimal", DIGITS);
  private static final List<String> TEXTS =
      List.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext");
  private static final int KEY_LENGTH = 255;

  /** Names have 64 characters, and "_gone" is added to some. */
  private static final int LONGEST_NAME = 59;

  private static final int LOCK_SECONDS = 30;

  private final Product product;
  private final String exactly;

  public MariaDbDialect(Product product) {
    this.product = product;
    this.exactly = " CHARACTER SET utf8mb4 COLLATE " + product.collation();
  }

  @Override
  public String product() {
    return product.title();
  }

  @Override
  public String columnType(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "tinyint(1)";
      case INTEGER -> "int";
      case LONG -> "bigint";
      // The server shows six digits of its own float.
      case FLOAT, DOUBLE -> "double";
      case DATE -> "date";
      case TIME -> "time(6)";
      case TIMESTAMP, TIMESTAMP_NANO -> "datetime(6)";
      case DECIMAL ->
          "decimal("
              + ((Types.DecimalType) type).precision()
              + ","
              + ((Types.DecimalType) type).scale()
              + ")";
      case STRING -> "longtext" + exactly;
      case UUID -> "char(36)" + exactly;
      case BINARY, FIXED -> "longblob";
      case STRUCT, LIST, MAP -> "json";
      case GEOMETRY, GEOGRAPHY, VARIANT, UNKNOWN ->
          throw new IllegalArgumentException("no column holds values of type " + type);
    };
  }

  /** An index takes 3072 bytes: three texts of this length, at four bytes a character. */
  @Override
  public String keyType(Type type) {
    return switch (type.typeId()) {
      case STRING -> "varchar(" + KEY_LENGTH + ")" + exactly;
      case BINARY, FIXED -> "varbinary(" + KEY_LENGTH + ")";
      default -> columnType(type);
    };
  }

  @Override
  public String nameType() {
    return keyType(Types.StringType.get());
  }

  @Override
  public Optional<String> widened(TableColumn column, Type type) {
    boolean plain = column.attributes().isEmpty() || column.attributes().equals("NOT NULL");
    return plain ? WIDENING.of(SqlType.parse(column.sqlType()), type) : Optional.empty();
  }

  @Override
  public boolean holds(String sqlType, Type type) {
    SqlType column = SqlType.parse(sqlType);
    return WIDENING.holds(column, type, SqlType.parse(columnType(type)))
        || (type.typeId() == Type.TypeID.STRING && TEXTS.stream().anyMatch(column::is));
  }

  @Override
  public String addColumn() {
    return product == Product.MARIADB ? "ADD COLUMN IF NOT EXISTS " : "ADD COLUMN ";
  }

  @Override
  public String changeType(TableColumn column, String wider) {
    return ("MODIFY COLUMN " + quote(column.name()) + " " + wider + " " + column.attributes())
        .strip();
  }

  @Override
  public String tableOptions() {
    return " ENGINE=InnoDB";
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
    return " ON DUPLICATE KEY UPDATE " + quote(column) + " = VALUES(" + quote(column) + ")";
  }

  @Override
  public List<String> ownTables() {
    return ViewDialect.MARIADB.setup();
  }

  @Override
  public void lockPlan(Connection connection, TableName table) throws SQLException {
    if (!locked(connection, "SELECT get_lock(sha2(?, 224), " + LOCK_SECONDS + ")", table)) {
      throw new SQLTransientException(
          "another task has been changing table " + table + " for " + LOCK_SECONDS + " s", "40001");
    }
  }

  @Override
  public void unlockPlan(Connection connection, TableName table) throws SQLException {
    locked(connection, "SELECT release_lock(sha2(?, 224))", table);
  }

  private static boolean locked(Connection connection, String sql, TableName table)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      // Locks belong to the server, and tables to a database.
      statement.setString(1, "sluice " + connection.getCatalog() + "." + table);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1) == 1;
      }
    }
  }

  @Override
  public String afterDdl() {
    return "BEGIN";
  }

  @Override
  public Optional<TableShape> find(Connection connection, TableName table) throws SQLException {
    return new MariaDbCatalog(connection, table).find();
  }

  @Override
  public GivenValues given(Connection connection, TableName table) throws SQLException {
    return new MariaDbCatalog(connection, table).given(product);
  }

  @Override
  public void require(Connection connection, TableName table, List<String> key)
      throws SQLException {
    new MariaDbCatalog(connection, table).require(key);
  }

  @Override
  public String moment(long micros, String sqlType) {
    return "CAST('" + Dialect.utc(micros) + "' AS DATETIME(6))";
  }

  @Override
  public TableName stageName(TableName table) {
    String name = "sluice_stage_" + table.name();
    return new TableName(
        table.schema(),
        name.length() <= LONGEST_NAME
            ? name
            : "sluice_stage_" + Integer.toHexString(table.name().hashCode()));
  }

  /** Of an outer join that finds nothing every column may be null. */
  @Override
  public List<String> openStage(TableShape base, TableName stage) {
    String columns =
        base.columns().stream()
            .map(column -> "b." + quote(column.name()) + ", ")
            .collect(Collectors.joining());
    return List.of(
        dropStage(stage),
        "CREATE TEMPORARY TABLE "
            + stage.sql()
            + " ENGINE=InnoDB AS SELECT "
            + columns
            + "CAST(NULL AS SIGNED) AS "
            + Load.SEQUENCE
            + ", CAST(NULL AS SIGNED) AS "
            + Load.DELETED
            + " FROM (SELECT 1 AS one) AS o LEFT JOIN "
            + base.name().sql()
            + " AS b ON FALSE WHERE FALSE");
  }

  /** The word TEMPORARY keeps the transaction open. */
  @Override
  public String dropStage(TableName stage) {
    return "DROP TEMPORARY TABLE IF EXISTS " + stage.sql();
  }

  /** MySQL reads a temporary table once per statement, so the older rows are noted in between. */
  @Override
  public List<String> keepLast(TableName stage, List<String> key) {
    String keys = key.stream().map(TableName::quote).collect(Collectors.joining(", "));
    String sequence = Load.SEQUENCE;
    TableName older = new TableName(stage.schema(), "sluice_older");
    return List.of(
        dropStage(older),
        "CREATE TEMPORARY TABLE "
            + older.sql()
            + " (PRIMARY KEY ("
            + sequence
            + ")) ENGINE=InnoDB AS SELECT "
            + sequence
            + " FROM (SELECT "
            + sequence
            + ", row_number() OVER (PARTITION BY "
            + keys
            + " ORDER BY "
            + sequence
            + " DESC) AS age FROM "
            + stage.sql()
            + ") AS aged WHERE age > 1",
        "DELETE s FROM "
            + stage.sql()
            + " AS s JOIN "
            + older.sql()
            + " AS o USING ("
            + sequence
            + ")",
        dropStage(older));
  }

  @Override
  public void load(Connection connection, Load load) throws SQLException {
    boolean files;
    long packet;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT @@local_infile, @@max_allowed_packet")) {
      row.next();
      files = row.getBoolean(1);
      packet = row.getLong(2);
    }
    if (files && mayLoadFiles(connection)) {
      FileLoad.run(connection, load);
    } else {
      InsertLoad.run(connection, load, packet);
    }
  }

  /** Whether the address does not forbid it. */
  private static boolean mayLoadFiles(Connection connection) throws SQLException {
    return connection
        .unwrap(org.mariadb.jdbc.Connection.class)
        .getContext()
        .getConf()
        .allowLocalInfile();
  }

  @Override
  public String merge(TableName table, TableName stage, List<String> columns, List<String> key) {
    String list = columns.stream().map(TableName::quote).collect(Collectors.joining(", "));
    String keys = key.stream().map(TableName::quote).collect(Collectors.joining(", "));
    List<String> others = columns.stream().filter(c -> !key.contains(c)).toList();
    String changes =
        others.stream()
            .map(c -> quote(c) + " = VALUES(" + quote(c) + ")")
            .collect(Collectors.joining(", "));
    // In the key's order, so that two tasks that merge the same keys rarely wait crosswise.
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
        + (others.isEmpty() ? orIgnore(key.get(0)) : " ON DUPLICATE KEY UPDATE " + changes);
  }

  @Override
  public String noteDeletes(TableName stage, TableName gone, List<String> key) {
    return "CREATE TEMPORARY TABLE "
        + gone.sql()
        + " ENGINE=InnoDB AS "
        + Dialect.deletedKeys(stage, key);
  }

  @Override
  public String lockDeleted(TableName table, TableName gone, List<String> key) {
    String keys = key.stream().map(k -> "t." + quote(k)).collect(Collectors.joining(", "));
    return "SELECT 1 FROM " + joined(table, gone, key) + " ORDER BY " + keys + " FOR UPDATE";
  }

  /** As a join, which looks the rows up by their key; EXISTS would read the whole table. */
  @Override
  public String delete(TableName table, TableName gone, List<String> key) {
    return "DELETE t FROM " + joined(table, gone, key);
  }

  private static String joined(TableName table, TableName gone, List<String> key) {
    return table.sql()
        + " AS t JOIN "
        + gone.sql()
        + " AS s ON "
        + key.stream()
            .map(k -> "t." + quote(k) + " = s." + quote(k))
            .collect(Collectors.joining(" AND "));
  }

  @Override
  public void readOnly(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION TRANSACTION READ ONLY");
    }
  }

  @Override
  public Fault fault(SQLException e) {
    return MariaDbFault.of(e);
  }
}
