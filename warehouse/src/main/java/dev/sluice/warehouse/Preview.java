// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.Base;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.views.ViewPlan;
import dev.sluice.views.ViewPlanner;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDialect;
import dev.sluice.warehouse.dialect.postgres.PostgresDialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;

/**
 * What would be made in a warehouse, without a connection to it.
 *
 * @param ddl of the table; empty where its fields are not known yet
 */
public record Preview(List<String> ddl, List<ViewPlan> views) {
  public Preview {
    ddl = List.copyOf(ddl);
    views = List.copyOf(views);
  }

  /**
   * Plans a table that is not there yet.
   *
   * @param fields names and types of its columns, in their order; empty if they are not known yet
   * @throws ViewRefusal if a view cannot be kept
   */
  public static Preview of(
      TableTarget target, ViewDialect dialect, Map<String, Type> fields, List<ViewDefinition> views)
      throws ViewRefusal {
    Dialect sql =
        switch (dialect) {
          case DUCKDB -> new DuckDbDialect();
          case POSTGRES -> new PostgresDialect();
        };
    List<String> ddl =
        new TablePlan(sql, target.table(), target.key(), Set.of()).ddl(Optional.empty(), fields);
    Base base =
        new Base(
            target.table().name(),
            target.table().sql(),
            List.copyOf(fields.keySet()),
            target.key());
    List<ViewPlan> plans = new ArrayList<>();
    try (SqlParser parser = SqlParser.open()) {
      for (ViewDefinition view : views) {
        plans.add(
            ViewPlanner.plan(parser, view, dialect, base, sql.stageName(target.table()).sql()));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the SQL parser does not start", e);
    }
    return new Preview(ddl, plans);
  }
}
