// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The rows that the running transaction has put into a table, read from the table itself, so that
 * they need not wait in a stage first. Who reads them counts them: a table may have put some where
 * they are not looked for.
 */
public interface LandedRows {
  /** What stands for them behind FROM. */
  String relation();

  /** Notes where the table ends now; called before the rows are inserted. */
  void mark(Connection connection) throws SQLException;

  /** How many are found. */
  long count(Connection connection) throws SQLException;
}
