// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import java.sql.SQLException;

/** The database did not take some value; the transaction has been rolled back. */
final class DataFault extends Exception {
  private static final long serialVersionUID = 1L;

  DataFault(SQLException cause) {
    super(cause.getMessage(), cause);
  }
}
