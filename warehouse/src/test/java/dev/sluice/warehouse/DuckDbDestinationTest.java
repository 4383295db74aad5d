// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DuckDbDestinationTest extends DestinationContract {
  @TempDir Path folder;

  @Override
  Database database() {
    return DuckDbDatabase.open(DuckDbDatabase.PREFIX + folder.resolve("w.duckdb"));
  }
}
