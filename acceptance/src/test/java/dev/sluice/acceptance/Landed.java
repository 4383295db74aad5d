// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** The demo's table and views in a warehouse, held against what Kafka has. */
final class Landed {
  private static final long MINUTE = Duration.ofMinutes(1).toMillis() * 1_000;
  private static final long DAY = Duration.ofDays(1).toMillis() * 1_000;

  private final String name;
  private final SqlOrders warehouse;

  private Landed(String name, SqlOrders warehouse) {
    this.name = name;
    this.warehouse = warehouse;
  }

  static Landed inDuckDb(Path file) {
    return new Landed("DuckDB", SqlOrders.duckDb(file));
  }

  static Landed inPostgres(String url) {
    return new Landed("PostgreSQL", SqlOrders.postgres(url));
  }

  /** Or in MySQL, whose address is written in the same way here. */
  static Landed inMariaDb(String product, String url) {
    return new Landed(product, SqlOrders.mariaDb(url));
  }

  /** Row by row, and both views group by group. */
  void mustEqual(Orders kafka, String run) throws SQLException {
    warehouse.table("orders").mustEqual(kafka, name + ", " + run);
    assertThat(warehouse.sales("sales_by_country_minute", "ordered_minute"))
        .as("sales per minute in %s, %s", name, run)
        .isEqualTo(kafka.sales(MINUTE));
    assertThat(warehouse.sales("sales_by_country_day", "ordered_day"))
        .as("sales per day in %s, %s", name, run)
        .isEqualTo(kafka.sales(DAY));
  }
}
