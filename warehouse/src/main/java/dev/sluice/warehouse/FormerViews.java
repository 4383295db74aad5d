// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.ViewDefinition;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Views that are kept as they were, while their next generations are made. */
public final class FormerViews {
  private FormerViews() {}

  /**
   * The view as it is kept, if its next generation is being made.
   *
   * @param view as it is to be
   */
  public static Optional<ViewDefinition> of(Database database, ViewDefinition view)
      throws SQLException {
    try (Connection connection = database.connect()) {
      if (database.dialect().find(connection, TableName.parse(Generations.VIEWS)).isEmpty()) {
        return Optional.empty();
      }
      List<Generation> all =
          Generations.ofViews().of(new Tx(connection), TableName.parse(view.name()));
      return all.stream().anyMatch(one -> one.state() == Generation.State.BUILDING)
          ? all.stream()
              .filter(one -> one.state() == Generation.State.SERVING)
              .map(one -> new ViewDefinition(view.name(), one.definition()))
              .findFirst()
          : Optional.empty();
    }
  }
}
