// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.verify;

import dev.sluice.views.Finality;
import dev.sluice.views.ViewDefinition;
import dev.sluice.warehouse.FormerViews;
import dev.sluice.warehouse.Refreshes;
import dev.sluice.warehouse.RowDifferences;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableColumn;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A warehouse table beside its receipts, and views beside their SELECTs. Both sides are read in one
 * statement, so that commits meanwhile do not matter.
 */
public final class WarehouseTable {
  /** What a refresh may take, and wait for a lock. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private static final int SHOWN = 3;

  /** Of a view, behind the count and the side of the answer. */
  private static final int FIRST_COLUMN = 3;

  private final Database database;
  private final TableName table;

  public WarehouseTable(Database database, TableName table) {
    this.database = database;
    this.table = table;
  }

  /**
   * Compares the number of rows with what the receipts say.
   *
   * @param connector whose receipts
   * @param exact whether every landed record is a row: neither replaced or deleted by key nor left
   *     out by a condition
   */
  public Check rows(String connector, boolean exact) {
    String where = "warehouse " + table;
    String sql =
        "SELECT (SELECT count(*) FROM "
            + table.sql()
            + "), coalesce(sum(\"rows\"), 0) - coalesce(sum(late), 0), coalesce(sum(deletes), 0)"
            + " FROM sluice_ledger WHERE pipeline = ?";
    try (Connection connection = database.connect()) {
      if (database.dialect().find(connection, table).isEmpty()) {
        return missing(connection, connector, where);
      }
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, connector);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          return compare(where, row.getLong(1), row.getLong(2), row.getLong(3), exact);
        }
      }
    } catch (SQLException e) {
      return Check.differs(where, "cannot be counted: " + e.getMessage());
    }
  }

  /** Compares the number of late rows kept aside with what the receipts say. */
  public Check late(String connector) {
    TableName late = new TableName(table.schema(), table.name() + "_late");
    String sql =
        "SELECT (SELECT count(*) FROM "
            + late.sql()
            + "), (SELECT coalesce(sum(late), 0) FROM sluice_ledger WHERE pipeline = ?)";
    try (Connection connection = database.connect()) {
      if (database.dialect().find(connection, late).isEmpty()) {
        return new Check(List.of(), List.of());
      }
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, connector);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          return compare("warehouse " + late, row.getLong(1), row.getLong(2), 0, true);
        }
      }
    } catch (SQLException e) {
      return Check.differs("warehouse " + late, "cannot be counted: " + e.getMessage());
    }
  }

  /** A table that is not there is right as long as nothing was landed. */
  private Check missing(Connection connection, String connector, String where) throws SQLException {
    if (database.dialect().find(connection, TableName.parse("sluice_ledger")).isEmpty()) {
      return new Check(List.of(), List.of());
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT coalesce(sum(\"rows\"), 0) FROM sluice_ledger WHERE pipeline = ?")) {
      statement.setString(1, connector);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1) == 0
            ? new Check(List.of(), List.of())
            : Check.differs(where, "is gone, and its receipts count " + row.getLong(1) + " rows");
      }
    }
  }

  private static Check compare(String where, long rows, long landed, long deletes, boolean exact) {
    if (exact && rows != landed) {
      return Check.differs(
          where,
          String.format(
              "has %,d rows, and its receipts count %,d: %s outside this pipeline",
              rows, landed, rows < landed ? "rows were removed" : "rows were added"));
    }
    if (rows > landed) {
      return Check.differs(
          where,
          String.format(
              "has %,d rows, more than the %,d that its receipts count: rows were added outside"
                  + " this pipeline",
              rows, landed));
    }
    return Check.holds(
        where,
        exact
            ? String.format("%,d rows, as the receipts count", rows)
            : String.format("%,d rows of %,d landed, %,d deletes", rows, landed, deletes));
  }

  /** A view that follows its tables by a schedule need not be equal to anything, but be fresh. */
  public static Check refreshed(Database database, ViewDefinition view, Duration every) {
    String where = "view " + view.name();
    try {
      Optional<Instant> last = Refreshes.last(database, TableName.parse(view.name()));
      if (last.isEmpty()) {
        return new Check(List.of(), List.of());
      }
      boolean fresh = Instant.now().isBefore(last.get().plus(every.multipliedBy(3)).plus(SLACK));
      return fresh
          ? Check.holds(where, "computed as a whole by its schedule, last at " + last.get())
          : Check.differs(
              where,
              "was computed last at "
                  + last.get()
                  + ", and is to be every "
                  + every.toMillis() / 1e3
                  + " s. Look into the log of the tasks of its tables");
    } catch (SQLException e) {
      return Check.differs(where, "cannot be looked at: " + e.getMessage());
    }
  }

  /** Computes a view anew from its base, and compares it with what is kept. */
  public static Check view(Database database, ViewDefinition view) {
    String where = "view " + view.name();
    try (Connection connection = database.connect()) {
      Optional<TableShape> table =
          database.dialect().find(connection, TableName.parse(view.name()));
      if (table.isEmpty()) {
        return new Check(List.of(), List.of());
      }
      Optional<ViewDefinition> former = FormerViews.of(database, view);
      List<String> differences;
      long kept = 0;
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(differences(former.orElse(view), table.get()))) {
        RowDifferences found = RowDifferences.of(rows.getMetaData(), FIRST_COLUMN);
        while (rows.next()) {
          kept = rows.getLong(1);
          if (rows.getString(2) != null) {
            found.add(rows, FIRST_COLUMN, rows.getString(2).equals("is"));
          }
        }
        differences = found.differences();
      }
      return differences.isEmpty()
          ? Check.holds(
              where,
              String.format("%,d rows, equal to its SELECT computed anew", kept)
                  + (former.isPresent()
                      ? "; the SELECT of before, until the next generation has been made"
                      : ""))
          : Check.differs(
              where,
              differences.size()
                  + " rows differ from its SELECT, the first of them "
                  + String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size())))
                  + ". Drop the view's table and restart: it is filled again from its base");
    } catch (SQLException e) {
      return Check.differs(where, "cannot be computed anew: " + e.getMessage());
    }
  }

  /** Each row: how many are kept, and a row that is on one side alone; nulls if there is none. */
  private static String differences(ViewDefinition view, TableShape table) {
    String columns =
        table.columns().stream()
            .map(TableColumn::name)
            .filter(name -> !(Finality.isAskedOf(view) && name.equals(Finality.COLUMN)))
            .map(TableName::quote)
            .collect(Collectors.joining(", "));
    String kept = "SELECT " + columns + " FROM " + table.name().sql();
    String anew = "SELECT * FROM (" + view.select() + "\n) AS sluice_anew";
    return "SELECT k.n, d.* FROM (SELECT count(*) AS n FROM ("
        + kept
        + ") AS sluice_kept) AS k LEFT JOIN (SELECT 'is' AS sluice_side, e.* FROM ("
        + kept
        + " EXCEPT ALL "
        + anew
        + ") AS e UNION ALL SELECT 'should be' AS sluice_side, m.* FROM ("
        + anew
        + " EXCEPT ALL "
        + kept
        + ") AS m) AS d ON true";
  }
}
