// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

class DuckDbMaintenanceTest extends MaintenanceContract {
  @Override
  ViewDialect dialect() {
    return ViewDialect.DUCKDB;
  }

  @Override
  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:duckdb:");
  }
}
