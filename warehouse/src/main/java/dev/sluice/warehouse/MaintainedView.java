// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.views.Finality;
import dev.sluice.views.Making;
import dev.sluice.warehouse.dialect.TableName;
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
    Optional<Finality> finality) {
  public MaintainedView {
    reads = List.copyOf(reads);
    locks = List.copyOf(locks);
    beforeBase = List.copyOf(beforeBase);
    afterBase = List.copyOf(afterBase);
  }
}
