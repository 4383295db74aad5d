// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.Finality;
import dev.sluice.views.Making;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import dev.sluice.warehouse.dialect.TableShape;
import java.util.List;
import java.util.Optional;

/**
 * A view that is kept as a table and follows its base in the same transaction.
 *
 * @param definition the user's SQL; when it changes the view is built anew
 * @param mode how it is kept up to date, in a word
 * @param reads names of other views that it reads; when one is built anew, so is this
 * @param making makes the view's table, and fills it
 * @param locks run first in each transaction that changes the base
 * @param beforeBase run when the stage is complete and the base has not changed yet
 * @param afterBase run when the base has changed
 * @param counted a query that tells, after that, how many rows of the batch have been read; empty
 *     where they are not counted
 * @param finality the column that tells which groups are final
 */
public record MaintainedView(
    TableName name,
    String definition,
    String mode,
    List<String> reads,
    Making making,
    List<String> locks,
    List<String> beforeBase,
    List<String> afterBase,
    Optional<String> counted,
    Optional<Finality> finality) {
  public MaintainedView {
    reads = List.copyOf(reads);
    locks = List.copyOf(locks);
    beforeBase = List.copyOf(beforeBase);
    afterBase = List.copyOf(afterBase);
  }

  /**
   * SQL that marks the groups that have become final; empty if nobody asks.
   *
   * @param base the table that the view follows
   * @param watermark event time up to which all rows have come, microseconds since 1970
   */
  Optional<String> settled(Dialect dialect, TableShape base, long watermark) {
    return finality.map(
        end -> {
          String type = base.find(end.time()).orElseThrow().sqlType();
          return end.update().apply(dialect.moment(watermark, type));
        });
  }
}
