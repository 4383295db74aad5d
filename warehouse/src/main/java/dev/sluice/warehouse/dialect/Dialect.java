// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What differs between databases. Stateless. */
public interface Dialect {
  /** The product's name in messages. */
  String product();

  /** SQL type of a column that is created for values of {@code type}. */
  String columnType(Type type);

  /** SQL type of a column that is created for values of {@code type}, in the primary key. */
  default String keyType(Type type) {
    return columnType(type);
  }

  /** SQL type of the names in Sluice's own tables. */
  default String nameType() {
    return columnType(Types.StringType.get());
  }

  /**
   * The wider SQL type that a column has to become to hold {@code type} without loss; empty if it
   * holds it already or cannot be widened.
   */
  Optional<String> widened(TableColumn column, Type type);

  /** SQL that follows ALTER TABLE and comes before the definition of a new column. */
  default String addColumn() {
    return "ADD COLUMN IF NOT EXISTS ";
  }

  /** SQL that follows ALTER TABLE and changes a column's type. */
  default String changeType(TableColumn column, String wider) {
    return "ALTER COLUMN " + TableName.quote(column.name()) + " TYPE " + wider;
  }

  /**
   * A point in time as a value of a column's type.
   *
   * @param micros since 1970
   */
  default String moment(long micros, String sqlType) {
    String type = sqlType.toLowerCase(Locale.ROOT);
    boolean zoned = type.contains("with time zone") || type.contains("timestamptz");
    return "CAST('" + utc(micros) + (zoned ? "+00" : "") + "' AS " + sqlType + ")";
  }

  /** Date and time of day of a point in time in UTC: {@code 2026-11-23 10:20:30.123456}. */
  static String utc(long micros) {
    return LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L),
            (int) Math.floorMod(micros, 1_000_000L) * 1_000,
            ZoneOffset.UTC)
        .format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT));
  }

  /** Ends a CREATE TABLE. */
  default String tableOptions() {
    return "";
  }

  /** Whether a column of {@code sqlType} has just the type that one for {@code type} would get. */
  default boolean same(String sqlType, Type type) {
    return SqlType.parse(sqlType).equals(SqlType.parse(columnType(type)));
  }

  /**
   * Whether a column of {@code sqlType} holds values of {@code type}, or can be widened so that it
   * does; a single value may still be outside its range.
   */
  boolean holds(String sqlType, Type type);

  /** Whether tables carry primary keys here. */
  boolean keyed();

  /** Whether a transaction survives a failed statement by going back to a savepoint. */
  boolean savepoints();

  /**
   * Ends an INSERT whose row may have been inserted by somebody else at the same time.
   *
   * @param column any column of the key
   */
  String orIgnore(String column);

  /** DDL of tables that only this dialect needs; may be run again without harm. */
  default List<String> ownTables() {
    return List.of();
  }

  /**
   * Makes others who plan the same table wait until {@link #unlockPlan}, or until the transaction
   * ends.
   */
  void lockPlan(Connection connection, TableName table) throws SQLException;

  /** Called when the transaction in which the table was planned has ended. */
  default void unlockPlan(Connection connection, TableName table) throws SQLException {}

  /** SQL that begins the transaction again that DDL has ended; "" where DDL is part of it. */
  default String afterDdl() {
    return "";
  }

  /** The table as the catalogue tells it; empty if there is none. */
  Optional<TableShape> find(Connection connection, TableName table) throws SQLException;

  /** What the database itself gives the columns of a row. */
  GivenValues given(Connection connection, TableName table) throws SQLException;

  /**
   * Refuses a table that could not keep what is promised of it.
   *
   * @param key columns that make a row unique; empty if rows are only inserted
   * @throws dev.sluice.core.failure.RefusedException that says why
   */
  default void require(Connection connection, TableName table, List<String> key)
      throws SQLException {}

  /** Name of the temporary table in which rows for {@code table} wait within a transaction. */
  TableName stageName(TableName table);

  /**
   * SQL that makes the stage table, empty, for the current transaction: the base's columns without
   * its constraints, {@link Load#SEQUENCE} and {@link Load#DELETED}.
   */
  List<String> openStage(TableShape base, TableName stage);

  /** SQL that removes a temporary table, if it is there, without ending the transaction. */
  default String dropStage(TableName stage) {
    return "DROP TABLE IF EXISTS " + stage.sql();
  }

  /** SQL that leaves of the rows of a stage that share a key the last. */
  default List<String> keepLast(TableName stage, List<String> key) {
    String sequence = Load.SEQUENCE;
    return List.of(
        "DELETE FROM "
            + stage.sql()
            + " WHERE "
            + sequence
            + " IN (SELECT "
            + sequence
            + " FROM (SELECT "
            + sequence
            + ", row_number() OVER (PARTITION BY "
            + key.stream().map(TableName::quote).collect(Collectors.joining(", "))
            + " ORDER BY "
            + sequence
            + " DESC) AS age FROM "
            + stage.sql()
            + ") AS aged WHERE age > 1)");
  }

  /**
   * A way to read the rows that a transaction has inserted into a table; empty where they are only
   * found by reading all of it.
   */
  default Optional<LandedRows> landedRows(Connection connection, TableName table)
      throws SQLException {
    return Optional.empty();
  }

  /** What is done now and then to a table over which views are kept. */
  default Upkeep upkeep(TableName table) {
    return Upkeep.NONE;
  }

  /** Loads rows in bulk within the open transaction; a failed load leaves it unusable. */
  void load(Connection connection, Load load) throws SQLException;

  /**
   * SQL that takes the rows of a stage, at most one per key, into the table: a row whose key is
   * there replaces the values of {@code columns}, others are inserted.
   */
  String merge(TableName table, TableName stage, List<String> columns, List<String> key);

  /**
   * SQL that notes in a temporary table which keys the stage deletes.
   *
   * @param gone the table's name, with the stage's schema
   */
  default String noteDeletes(TableName stage, TableName gone, List<String> key) {
    return "CREATE TEMP TABLE " + TableName.quote(gone.name()) + " AS " + deletedKeys(stage, key);
  }

  /** A query for the keys that a stage deletes. */
  static String deletedKeys(TableName stage, List<String> key) {
    return "SELECT DISTINCT "
        + key.stream().map(TableName::quote).collect(Collectors.joining(", "))
        + " FROM "
        + stage.sql()
        + " WHERE "
        + Load.DELETED;
  }

  /**
   * SQL that locks the table's rows that are to be deleted in the key's order, so that two tasks
   * cannot wait for each other; "" where there is one writer.
   *
   * @param gone holds their keys
   */
  String lockDeleted(TableName table, TableName gone, List<String> key);

  /**
   * SQL that deletes rows of the table.
   *
   * @param gone holds their keys
   */
  default String delete(TableName table, TableName gone, List<String> key) {
    return "DELETE FROM "
        + table.sql()
        + " WHERE EXISTS (SELECT 1 FROM "
        + gone.sql()
        + " AS sluice_g WHERE "
        + key.stream()
            .map(
                k ->
                    "sluice_g."
                        + TableName.quote(k)
                        + " = "
                        + table.sql()
                        + "."
                        + TableName.quote(k))
            .collect(Collectors.joining(" AND "))
        + ")";
  }

  /**
   * A query for the rows of Parquet files, where the database can read files of this machine.
   *
   * @param files paths, or patterns of paths; a column that some of them lack is null there
   */
  default Optional<String> parquet(List<String> files) {
    return Optional.empty();
  }

  /**
   * An aggregate that is the same over the same rows in any order: the sum of their 64-bit hashes;
   * empty where the database has no such hash.
   *
   * @param columns quoted, separated by commas
   */
  default Optional<String> rowHashes(String columns) {
    return Optional.empty();
  }

  /**
   * SQL that makes an index by which rows behind offsets of Kafka are found, if there is none yet;
   * "" where the database finds them without one.
   *
   * @param columns two: the partition and the offset
   */
  default String offsetIndex(TableName table, List<String> columns) {
    return "";
  }

  /**
   * Whether the views over a table are to be filled beside those who change it: it is so large that
   * they would wait long, and what a transaction reads is of one moment.
   */
  default boolean fillsBeside(Connection connection, TableName table) throws SQLException {
    return false;
  }

  /**
   * SQL that begins what is done beside others: all that is read is of one moment, and another who
   * does the same with the table waits. Only where {@link #fillsBeside} may hold.
   */
  default List<String> ofOneMoment(TableName table) {
    throw new UnsupportedOperationException(product() + " fills no views beside others");
  }

  /** SQL by which a transaction gives up soon where it waits for others; "" if it cannot. */
  default String impatient() {
    return "";
  }

  /** From now on, statements on the connection change nothing that lasts. */
  default void readOnly(Connection connection) throws SQLException {}

  Fault fault(SQLException e);
}
