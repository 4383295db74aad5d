// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whatever the batches, whatever their order, and wherever a transaction is broken off, a
 * maintained view equals its SELECT after every transaction. {@code -Dsluice.views.seed=N} runs one
 * seed again, {@code -Dsluice.views.batches=N} longer.
 */
abstract class MaintenanceContract {
  private static final long SEED = Long.getLong("sluice.views.seed", 1);

  abstract ViewDialect dialect();

  abstract Connection connect() throws SQLException;

  /** Views in the database's own words. */
  List<ViewDefinition> views() {
    return Constructs.of(dialect());
  }

  /** A type for points in time. */
  String momentType() {
    return "TIMESTAMP";
  }

  /** Views that count the rows that come to their table. */
  Set<String> counting() {
    return Set.of();
  }

  /** Transactions per seed, in a build. */
  abstract int batches();

  @Test
  void everyViewEqualsItsSelectAfterEveryInsertedBatch() throws SQLException, ViewRefusal {
    run(SEED, List.of());
  }

  @Test
  void everyViewEqualsItsSelectAfterEveryReplacedOrDeletedBatch() throws SQLException, ViewRefusal {
    run(SEED + 1000, List.of("id"));
  }

  private void run(long seed, List<String> key) throws SQLException, ViewRefusal {
    Set<String> filled = new TreeSet<>();
    try (Connection connection = connect()) {
      List<ViewDefinition> views = views();
      Shop shop = new Shop(connection, dialect(), views, key, new Random(seed), momentType());
      shop.create();
      int batches = Integer.getInteger("sluice.views.batches", batches());
      for (int batch = 0; batch < batches; batch++) {
        shop.change();
        for (ViewPlan plan : shop.plans()) {
          assertThat(shop.count(plan.difference()))
              .as("%s, seed %d, batch %d", plan.name(), seed, batch)
              .isZero();
          if (!filled.contains(plan.name())
              && shop.count("SELECT count(*) FROM " + plan.name()) > 1) {
            filled.add(plan.name());
          }
        }
      }
      // A view that is always empty would show nothing.
      assertThat(views.stream().map(ViewDefinition::name).filter(v -> !filled.contains(v)))
          .containsExactly("everything");
      assertThat(shop.counted()).containsAll(key.isEmpty() ? counting() : Set.of());
    }
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new SQLException(e.getMessage() + "\nin: " + sql, e.getSQLState(), e);
      }
    }
  }

  static long count(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
