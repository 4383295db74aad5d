// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.views.Base;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewDialect;
import dev.sluice.views.ViewPlan;
import dev.sluice.views.ViewPlanner;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Views of users' own SQL over a table. */
public final class ViewMaintenance implements Maintenance {
  private final List<ViewDefinition> views;
  private final ViewDialect dialect;
  private final List<String> key;

  /**
   * @param key the table's key, in mode upsert; empty otherwise
   */
  public ViewMaintenance(List<ViewDefinition> views, ViewDialect dialect, List<String> key) {
    this.views = List.copyOf(views);
    this.dialect = dialect;
    this.key = List.copyOf(key);
  }

  @Override
  public List<MaintainedView> views(TableShape base, TableName stage) {
    if (views.isEmpty()) {
      return List.of();
    }
    List<String> columns = base.columns().stream().map(TableColumn::name).toList();
    Base table = new Base(base.name().name(), base.name().sql(), columns, key);
    try (SqlParser parser = SqlParser.open()) {
      List<MaintainedView> maintained = new ArrayList<>();
      for (ViewDefinition view : views) {
        maintained.add(
            maintained(view, ViewPlanner.plan(parser, view, dialect, table, stage.sql())));
      }
      return maintained;
    } catch (ViewRefusal e) {
      throw new RefusedException(e.getMessage(), e);
    } catch (SQLException e) {
      throw new IllegalStateException("the SQL parser does not start", e);
    }
  }

  private static MaintainedView maintained(ViewDefinition view, ViewPlan plan) {
    return new MaintainedView(
        TableName.parse(view.name()),
        view.select(),
        plan.mode().name(),
        plan.ddl(),
        plan.fill(),
        plan.locks(),
        plan.beforeBase(),
        plan.afterBase());
  }
}
