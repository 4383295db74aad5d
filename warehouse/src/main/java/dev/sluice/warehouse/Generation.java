// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.TableName;

/**
 * One making of a table.
 *
 * @param name the name that readers use
 * @param number counted from 1
 * @param definition what it is made of
 * @param mode how it is kept up to date, in a word
 * @param turn counts up with each generation of the name that comes to be served; 0 before it was
 */
public record Generation(
    TableName name, int number, State state, String definition, String mode, int turn) {

  /** Where a generation is in its life. */
  public enum State {
    /** Made beside the one that readers see. */
    BUILDING,
    /** Complete, and about to get the name; only where that is no part of a transaction. */
    SWITCHING,
    /** The one that readers see. */
    SERVING,
    /** No longer kept up to date; there until it is dropped. */
    KEPT
  }

  /** The table that holds it. */
  public TableName table() {
    return state == State.SERVING ? name : new TableName(name.schema(), besideName());
  }

  String besideName() {
    return name.name() + "__g" + number;
  }
}
