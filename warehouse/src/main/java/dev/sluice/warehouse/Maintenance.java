// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.util.List;

/** What has to be done beside a change of the table, in the same transaction. */
public interface Maintenance {
  /** For a table without views. */
  Maintenance NONE = (base, stage) -> List.of();

  /**
   * The views over a table; asked again whenever the table's columns have changed.
   *
   * @param stage holds the rows of the running transaction, at most one per key in mode upsert
   */
  List<MaintainedView> views(TableShape base, TableName stage);
}
