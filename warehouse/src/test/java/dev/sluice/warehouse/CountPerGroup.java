// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.util.List;

/** Maintains {@code SELECT g, count(*) FROM orders GROUP BY g} by recomputing touched groups. */
record CountPerGroup(String countColumn) implements Maintenance {
  @Override
  public List<MaintainedView> views(TableShape base, TableName stage) {
    String query = "SELECT g, count(*) AS " + countColumn + " FROM orders ";
    String drop = "DELETE FROM per_group WHERE g IN (SELECT g FROM sluice_touched)";
    return List.of(
        new MaintainedView(
            TableName.parse("per_group"),
            query + "GROUP BY g",
            "test",
            List.of("CREATE TABLE per_group (g VARCHAR, " + countColumn + " BIGINT)"),
            List.of("INSERT INTO per_group " + query + "GROUP BY g"),
            List.of(),
            List.of(
                "CREATE TEMP TABLE sluice_touched AS SELECT g FROM orders WHERE id IN (SELECT id"
                    + " FROM "
                    + stage.sql()
                    + ") UNION SELECT g FROM "
                    + stage.sql()),
            List.of(
                drop,
                "INSERT INTO per_group "
                    + query
                    + "WHERE g IN (SELECT g FROM sluice_touched) GROUP BY g",
                "DROP TABLE sluice_touched")));
  }
}
