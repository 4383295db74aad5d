// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.testkit.Seeds;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.postgres.PostgresDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresDestinationTest extends TableGenerationsContract {
  private static final int SCHEDULES = 60;

  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void emptyDatabase() throws SQLException {
    run("DROP SCHEMA public CASCADE");
    run("CREATE SCHEMA public");
  }

  @Override
  Database database() {
    return new PostgresDatabase(server.getJdbcUrl("postgres", "postgres"), null, null);
  }

  @Override
  List<String> expectedTypes() {
    return List.of(
        "b boolean true",
        "i integer -2147483648",
        "l bigint 9223372036854775807",
        "f real 1.5",
        "d double precision -2.5e+300",
        "p numeric -1234567.89",
        "q numeric -1234567890123456789012345678.0123456789",
        "z numeric 0.000",
        "h numeric 10000.0001",
        "day date 1969-12-31",
        "t time without time zone 23:59:59.999999",
        "ts timestamp without time zone 2026-11-23 10:20:30.123456",
        "tz timestamp with time zone 1999-12-31 23:59:59.999999+00",
        "s text héllo 漢",
        "u uuid f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "x bytea \\x00ff10",
        "n jsonb [1, 2, 3]");
  }

  @Test
  void everyScheduleOfCrashesAndZombiesKeepsRowsAndPositionsInStep() {
    Seeds.upTo(SCHEDULES).forEach(seed -> Seeds.run(seed, () -> runSchedule(seed)));
  }

  private void runSchedule(long seed) throws SQLException {
    emptyDatabase();
    try (Database database = database();
        Simulation simulation = new Simulation(seed, database, this::database)) {
      simulation.run(25);
    }
  }
}
