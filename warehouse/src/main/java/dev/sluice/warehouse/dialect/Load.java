// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.util.List;
import java.util.Set;

/**
 * Rows to be put into a table.
 *
 * @param target the table, with the column types that its catalogue tells
 * @param columns names of the columns that some row has a value for; the others keep their default
 * @param spans the rows, in order
 */
public record Load(TableShape target, Set<String> columns, List<Span> spans) {
  /** Column of a stage table that numbers the rows, so that the last of a key can be told. */
  public static final String SEQUENCE = "sluice_seq";

  /** Column of a stage table that tells rows that say that the one of their key is gone. */
  public static final String DELETED = "sluice_deleted";

  /** The two, in the order in which a stage has them, after the columns of its table. */
  public static final List<String> MARKS = List.of(SEQUENCE, DELETED);

  public Load {
    columns = Set.copyOf(columns);
    spans = List.copyOf(spans);
  }
}
