// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.postgres.PostgresDatabase;
import dev.sluice.warehouse.dialect.postgres.PostgresDialect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresRenewerTest extends RenewerContract {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  Database database() {
    return new PostgresDatabase(
        server.getJdbcUrl("postgres", "postgres"), null, null, new PostgresDialect(0));
  }

  @Override
  ViewDialect dialect() {
    return ViewDialect.POSTGRES;
  }

  @Override
  void empty() throws SQLException {
    run("DROP SCHEMA public CASCADE");
    run("CREATE SCHEMA public");
  }

  @Override
  String primaryKey() {
    return " PRIMARY KEY";
  }
}
