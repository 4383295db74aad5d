// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.duckdb.DuckDbFile;
import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDatabase;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDialect;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

class DuckDbRenewerTest extends RenewerContract {
  @TempDir Path folder;

  @Override
  Database database() {
    try {
      return new DuckDbDatabase(DuckDbFile.open(folder.resolve("w.duckdb")), new DuckDbDialect(0));
    } catch (SQLException e) {
      throw new IllegalStateException("a new file cannot be opened", e);
    }
  }

  @Override
  ViewDialect dialect() {
    return ViewDialect.DUCKDB;
  }

  /** Each test has a file of its own. */
  @Override
  void empty() {}

  @Override
  String primaryKey() {
    return "";
  }
}
