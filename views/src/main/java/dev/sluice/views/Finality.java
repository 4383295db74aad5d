// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.function.Function;

/**
 * A column of a view, {@link #COLUMN}, that tells which groups are final: their time is over for
 * all partitions, so only late rows could still change them. Asked for by a line {@code -- final:
 * KEY} at the top of the view's file, where KEY is a group key that is the event time rounded down.
 *
 * @param table the table that the event time is of
 * @param time its column
 * @param update a statement that marks the groups that have become final, made of an expression for
 *     the watermark
 */
public record Finality(String table, String time, Function<String, String> update) {
  /** The name of the column. */
  public static final String COLUMN = "is_final";

  /** The name of the line. */
  public static final String HEADER = "final";

  /** Whether a view's file asks for the column, which its SELECT does not give. */
  public static boolean isAskedOf(ViewDefinition view) {
    return HeaderLine.of(view).stream().anyMatch(line -> line.name().equals(HEADER));
  }
}
