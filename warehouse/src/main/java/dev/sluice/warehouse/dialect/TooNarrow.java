// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.sql.SQLDataException;
import org.apache.iceberg.types.Type;

/** A number does not fit into a column of whole numbers, but would into a wider one. */
final class TooNarrow extends SQLDataException {
  private static final long serialVersionUID = 1L;

  private final transient Type wider;

  TooNarrow(String message, String sqlState, Type wider) {
    super(message, sqlState);
    this.wider = wider;
  }

  Type wider() {
    return wider;
  }
}
