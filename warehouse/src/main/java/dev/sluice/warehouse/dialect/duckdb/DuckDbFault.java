// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.duckdb;

import dev.sluice.warehouse.dialect.Fault;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.List;

/**
 * DuckDB gives no SQLSTATE that tells much, so its kind of error is read from how the message
 * begins.
 */
final class DuckDbFault {
  private static final List<String> DATA =
      List.of(
          "Failed to append",
          "Conversion Error",
          "Constraint Error",
          "Out of Range Error",
          "Invalid Input Error");
  private static final List<String> SETUP =
      List.of("Parser Error", "Binder Error", "Catalog Error", "Not implemented Error");

  private DuckDbFault() {}

  static Fault of(SQLException e) {
    String message = String.valueOf(e.getMessage());
    if (message.startsWith("Appender error")) {
      return Fault.SHAPE;
    }
    if (e instanceof SQLDataException || DATA.stream().anyMatch(message::startsWith)) {
      return Fault.DATA;
    }
    return SETUP.stream().anyMatch(message::startsWith) ? Fault.SETUP : Fault.OUTAGE;
  }
}
