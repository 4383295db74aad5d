// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;

/** One database that can be connected to. Thread-safe. */
public interface Database extends AutoCloseable {
  Dialect dialect();

  /** A new connection; the caller closes it. */
  Connection connect() throws SQLException;

  /** Held around each writing transaction. */
  Lock writer();

  /**
   * Held around each transaction that makes a table beside the writers, where the database itself
   * has no lock of a table; taken before {@link #writer}.
   */
  Lock maker();

  /** What it is called in messages: an address without secrets. */
  String address();

  @Override
  void close();
}
