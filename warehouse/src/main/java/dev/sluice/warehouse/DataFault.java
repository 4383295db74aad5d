// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import java.sql.SQLException;

/** The database did not take some value; the transaction has been rolled back. */
final class DataFault extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean shape;

  /**
   * @param shape whether the table's columns may have changed, rather than a value be bad
   */
  DataFault(SQLException cause, boolean shape) {
    super(cause.getMessage(), cause);
    this.shape = shape;
  }

  boolean isShape() {
    return shape;
  }
}
