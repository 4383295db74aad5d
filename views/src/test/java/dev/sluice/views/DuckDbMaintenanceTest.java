// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

class DuckDbMaintenanceTest extends MaintenanceContract {
  @Override
  ViewDialect dialect() {
    return ViewDialect.DUCKDB;
  }

  @Override
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    // Tables this small are only slowed down by more.
    properties.setProperty("threads", "1");
    return DriverManager.getConnection("jdbc:duckdb:", properties);
  }

  @Override
  int batches() {
    return 12;
  }
}
