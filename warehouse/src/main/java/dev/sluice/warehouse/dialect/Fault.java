// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

/** Whose fault an SQLException is; decides what is done about it. */
public enum Fault {
  /** The connection or the server: try the whole step again later. */
  OUTAGE,
  /** A value the table does not take: find its row and reject that. */
  DATA,
  /** The rows were laid out for columns that the table no longer has: read the catalogue again. */
  SHAPE,
  /** The statement, the table or a right: a person has to change something. */
  SETUP
}
