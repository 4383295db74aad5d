// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The rows that the running transaction has put into a table, read from the table itself, so that
 * they need not wait in a stage first. Belongs to one connection.
 */
public interface LandedRows {
  /** What stands for them behind FROM. */
  String relation();

  /** Notes where they will be looked for; called before the rows are inserted. */
  void mark(Connection connection) throws SQLException;

  /** Learns where they are, once whoever has read {@link #relation} has counted all of them. */
  void learn(Connection connection) throws SQLException;

  /**
   * Whether all of them are found; who is told otherwise reads them some other way.
   *
   * @param rows how many were inserted
   */
  boolean found(Connection connection, long rows) throws SQLException;
}
