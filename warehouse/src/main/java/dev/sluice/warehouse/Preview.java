// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.Base;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.views.ViewGraph;
import dev.sluice.views.ViewPlan;
import dev.sluice.views.ViewPlanner;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDialect;
import dev.sluice.warehouse.dialect.mariadb.MariaDbDialect;
import dev.sluice.warehouse.dialect.mariadb.Product;
import dev.sluice.warehouse.dialect.postgres.PostgresDialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

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

  /** Types that columns grow to. */
  static final List<Type> WIDER = List.of(Types.LongType.get(), Types.DoubleType.get());

  static Dialect dialect(ViewDialect dialect) {
    return switch (dialect) {
      case DUCKDB -> new DuckDbDialect();
      case POSTGRES -> new PostgresDialect();
      case MARIADB -> new MariaDbDialect(Product.MARIADB);
      case MYSQL -> new MariaDbDialect(Product.MYSQL);
    };
  }

  /** What an embedded database calls a type of columns, to try queries out. */
  public static String duckDbType(Type type) {
    return new DuckDbDialect().columnType(type);
  }

  /**
   * Plans a table that is not there yet.
   *
   * @param fields names and types of its columns, in their order; empty if they are not known yet
   * @param tables the keys of all tables that the views read
   * @throws ViewRefusal if a view cannot be kept
   */
  public static Preview of(
      TableTarget target,
      ViewDialect dialect,
      Map<String, Type> fields,
      List<ViewDefinition> views,
      Map<String, List<String>> tables)
      throws ViewRefusal {
    Dialect sql = dialect(dialect);
    List<String> ddl =
        new TablePlan(sql, target.table(), target.key(), Set.of()).ddl(Optional.empty(), fields);
    List<Base> all = new ArrayList<>();
    tables.forEach((name, key) -> all.add(base(TableName.parse(name), List.of(), key)));
    all.removeIf(base -> base.name().equalsIgnoreCase(target.table().name()));
    all.add(base(target.table(), List.copyOf(fields.keySet()), target.key()));
    try (SqlParser parser = SqlParser.open()) {
      return new Preview(
          ddl,
          ViewPlanner.plan(
              ViewGraph.of(parser, views, all),
              dialect,
              target.table().name(),
              sql.stageName(target.table()).sql()));
    } catch (SQLException e) {
      throw new IllegalStateException("the SQL parser does not start", e);
    }
  }

  private static Base base(TableName name, List<String> columns, List<String> key) {
    return new Base(name.name(), name.sql(), columns, key);
  }
}
