// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.TableName;
import java.util.List;

/**
 * A view that is kept as a table and follows its base in the same transaction.
 *
 * @param definition the user's SQL; when it changes the view is built anew
 * @param mode how it is kept up to date, in a word
 * @param ddl makes the view's table
 * @param fill fills the view's empty table from its base
 * @param locks run first in each transaction that changes the base
 * @param beforeBase run when the stage is complete and the base has not changed yet
 * @param afterBase run when the base has changed
 */
public record MaintainedView(
    TableName name,
    String definition,
    String mode,
    List<String> ddl,
    List<String> fill,
    List<String> locks,
    List<String> beforeBase,
    List<String> afterBase) {
  public MaintainedView {
    ddl = List.copyOf(ddl);
    fill = List.copyOf(fill);
    locks = List.copyOf(locks);
    beforeBase = List.copyOf(beforeBase);
    afterBase = List.copyOf(afterBase);
  }
}
