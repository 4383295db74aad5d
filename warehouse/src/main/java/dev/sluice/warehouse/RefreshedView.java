// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.TableName;
import java.time.Duration;
import java.util.List;

/**
 * A view that is computed as a whole on a schedule.
 *
 * @param view how its table is made
 * @param tables what has to be there first: tables and views of the pipeline that it reads
 */
public record RefreshedView(MaintainedView view, Duration every, List<TableName> tables) {
  public RefreshedView {
    tables = List.copyOf(tables);
  }
}
