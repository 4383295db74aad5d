// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.LayeredView;
import dev.sluice.views.Renewal;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has to be done beside a change of the table, in the same transaction. */
public interface Maintenance {
  /** For a table without views. */
  Maintenance NONE =
      new Maintenance() {
        @Override
        public List<String> names() {
          return List.of();
        }

        @Override
        public List<String> lock(String view, boolean shared) {
          return List.of();
        }

        @Override
        public List<MaintainedView> views(TableShape base, String rows, Catalogue catalogue) {
          return List.of();
        }
      };

  /** Names of all views that follow the table, in the order in which they are locked. */
  List<String> names();

  /**
   * Makes others who change the view wait until this transaction ends.
   *
   * @param shared whether it may go on beside others that say so, too
   */
  List<String> lock(String view, boolean shared);

  /**
   * The views over a table of which all tables are there, each after those that it reads; asked
   * again whenever the table's columns have changed.
   *
   * @param rows what stands behind FROM for the rows of the running transaction, at most one per
   *     key in mode upsert
   */
  List<MaintainedView> views(TableShape base, String rows, Catalogue catalogue) throws SQLException;

  /** All tables that the views read. */
  default List<TableName> tables() {
    return List.of();
  }

  /** The SELECT of each view, by its name. */
  default Map<String, String> definitions() {
    return Map.of();
  }

  /**
   * The same of some views as they were before.
   *
   * @param definitions their SELECTs, by name
   */
  default Maintenance former(Map<String, String> definitions) {
    return this;
  }

  /**
   * How the next table of a view is made while another one is kept.
   *
   * @param rows as for {@link #views}
   * @param table the next table's name
   * @return empty if it can only be made while nobody changes the base
   */
  default Optional<Renewal> renewal(
      TableShape base, String rows, Catalogue catalogue, String view, String table)
      throws SQLException {
    return Optional.empty();
  }

  /**
   * The views in two layers over a table; asked again whenever the table's columns have changed.
   *
   * @throws dev.sluice.core.failure.RefusedException if one cannot be in layers
   */
  default List<LayeredView> layered(TableShape base) throws SQLException {
    return List.of();
  }

  /**
   * The views that are computed as a whole, apart from the transactions that land rows.
   *
   * @throws dev.sluice.core.failure.RefusedException if one cannot be
   */
  default List<RefreshedView> refreshed() {
    return List.of();
  }

  /** The tables that are there. */
  interface Catalogue {
    Optional<TableShape> find(TableName table) throws SQLException;
  }
}
