// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.Making;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.util.List;
import java.util.Optional;

/**
 * Maintains {@code SELECT g, count(*) FROM orders GROUP BY g} by recomputing touched groups.
 *
 * @param temporary what DROP says of a temporary table
 */
record CountPerGroup(String countColumn, String temporary) implements Maintenance {
  /** What DROP says of a temporary table, so that the transaction goes on. */
  static String temporary(Dialect dialect) {
    return dialect.afterDdl().isEmpty() ? "" : "TEMPORARY ";
  }

  @Override
  public List<String> names() {
    return List.of("per_group");
  }

  @Override
  public List<String> lock(String view, boolean shared) {
    return List.of();
  }

  @Override
  public List<MaintainedView> views(TableShape base, String rows, Catalogue catalogue) {
    String query = "SELECT g, count(*) AS " + countColumn + " FROM orders ";
    String drop = "DELETE FROM per_group WHERE g IN (SELECT g FROM sluice_touched)";
    return List.of(
        new MaintainedView(
            TableName.parse("per_group"),
            query + "GROUP BY g",
            "test",
            List.of(),
            making(query),
            List.of(),
            List.of(
                "CREATE TEMPORARY TABLE sluice_touched AS SELECT g FROM orders WHERE id IN (SELECT"
                    + " id FROM "
                    + rows
                    + ")",
                "INSERT INTO sluice_touched SELECT g FROM " + rows),
            List.of(
                drop,
                "INSERT INTO per_group "
                    + query
                    + "WHERE g IN (SELECT g FROM sluice_touched) GROUP BY g",
                "DROP " + temporary + "TABLE sluice_touched"),
            Optional.empty(),
            Optional.empty()));
  }

  private Making making(String query) {
    return new Making() {
      @Override
      public List<String> ddl(String table) {
        return List.of("CREATE TABLE " + table + " (g VARCHAR(20), " + countColumn + " BIGINT)");
      }

      @Override
      public List<String> fill(String table) {
        return List.of("INSERT INTO " + table + " " + query + "GROUP BY g");
      }
    };
  }
}
