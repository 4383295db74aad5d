// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.views.ViewDefinition;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseTableTest {
  private static final ViewDefinition VIEW =
      new ViewDefinition(
          "sums", "SELECT g, count(*) AS n, sum(x) AS s, max(y) AS m FROM base GROUP BY g");

  @TempDir private Path folder;

  private Check check(String... rows) throws SQLException {
    try (Database database = DuckDbDatabase.open("jdbc:duckdb:" + folder.resolve("w.duckdb"));
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE OR REPLACE TABLE base (g VARCHAR, x DOUBLE, y DOUBLE)");
      statement.execute(
          "INSERT INTO base VALUES ('a', 0.1, 1), ('a', 0.2, 2), ('b', 1e300, NULL), ('c', 3, 3)");
      statement.execute("CREATE OR REPLACE TABLE sums (g VARCHAR, n BIGINT, s DOUBLE, m DOUBLE)");
      for (String row : rows) {
        statement.execute("INSERT INTO sums VALUES (" + row + ")");
      }
      return WarehouseTable.view(database, VIEW);
    }
  }

  private Check refreshed(String at) throws SQLException {
    try (Database database = DuckDbDatabase.open("jdbc:duckdb:" + folder.resolve("r.duckdb"));
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE TABLE sluice_refreshes AS SELECT 'sums' AS name, epoch_ms("
              + at
              + ") AS refreshed_at");
      return WarehouseTable.refreshed(database, VIEW, Duration.ofMinutes(5));
    }
  }

  @Test
  void aViewOnAScheduleHasToBeFresh() throws SQLException {
    assertThat(refreshed("now() - INTERVAL '12 minutes'").findings()).isEmpty();
    assertThat(refreshed("now() - INTERVAL '20 minutes'").findings())
        .singleElement()
        .asString()
        .contains("was computed last at", "is to be every 300.0 s", "Look into the log");
  }

  @Test
  void theLastDigitsOfFloatingSumsAreNoDifference() throws SQLException {
    Check check = check("'a', 2, 0.3, 2", "'b', 1, 1.0000000000000002e300, NULL", "'c', 1, 3, 3");
    assertThat(check.findings()).isEmpty();
    assertThat(check.proofs().get(0).what()).contains("3 rows, equal to its SELECT");
  }

  @Test
  void anythingElseIs() throws SQLException {
    assertThat(check("'a', 2, 0.31, 2", "'b', 1, 1e300, NULL", "'c', 1, 3, 3").findings())
        .singleElement()
        .asString()
        .contains("2 rows differ", "is [a, 2, 0.31, 2.0]", "should be [a, 2, 0.30000000000000004");
    assertThat(check("'a', 3, 0.3, 2", "'b', 1, 1e300, NULL", "'c', 1, 3, 3").findings())
        .hasSize(1);
    assertThat(check("'a', 2, 0.3, 2", "'b', 1, 1e300, 0", "'c', 1, 3, 3").findings()).hasSize(1);
    assertThat(check("'a', 2, 0.3, 2", "'b', 1, 1e300, NULL").findings()).hasSize(1);
    assertThat(
            check("'a', 2, 0.3, 2", "'a', 2, 0.3, 2", "'b', 1, 1e300, NULL", "'c', 1, 3, 3")
                .findings())
        .hasSize(1);
  }
}
