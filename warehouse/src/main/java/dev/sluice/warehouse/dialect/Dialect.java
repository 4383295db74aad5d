// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;

/** What differs between databases. Stateless. */
public interface Dialect {
  /** The product's name in messages. */
  String product();

  /** SQL type of a column that is created for values of {@code type}. */
  String columnType(Type type);

  /**
   * The wider SQL type that a column of {@code sqlType} has to become to hold {@code type} without
   * loss; empty if it holds it already or cannot be widened.
   */
  Optional<String> widened(String sqlType, Type type);

  /** Whether tables carry primary keys here. */
  boolean keyed();

  /** Whether a transaction survives a failed statement by going back to a savepoint. */
  boolean savepoints();

  /** Ends an INSERT whose row may have been inserted by somebody else at the same time. */
  String orIgnore();

  /** SQL that makes others who plan the same table wait until this transaction ends; may be "". */
  String lockPlan(TableName table);

  /** The table as the catalogue tells it; empty if there is none. */
  Optional<TableShape> find(Connection connection, TableName table) throws SQLException;

  /** Name of the temporary table in which rows for {@code table} wait within a transaction. */
  TableName stageName(TableName table);

  /**
   * SQL that makes the stage table, empty, for the current transaction: the base's columns without
   * its constraints, and {@link Load#SEQUENCE}.
   */
  String openStage(TableShape base, TableName stage);

  /** Loads rows in bulk within the open transaction; a failed load leaves it unusable. */
  void load(Connection connection, Load load) throws SQLException;

  /**
   * SQL that takes the rows of a stage, at most one per key, into the table: a row whose key is
   * there replaces the values of {@code columns}, others are inserted.
   */
  String merge(TableName table, TableName stage, List<String> columns, List<String> key);

  Fault fault(SQLException e);
}
