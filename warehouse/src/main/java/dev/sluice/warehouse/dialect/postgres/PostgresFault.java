// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.postgres;

import dev.sluice.warehouse.dialect.Fault;
import java.sql.SQLException;
import java.util.Set;

/** Whose fault it is, by the class of the SQLSTATE. */
final class PostgresFault {
  /** Data exceptions; integrity constraints. */
  private static final Set<String> DATA = Set.of("22", "23");

  /** COPY BINARY: a field has more bytes (22P03) or fewer (08P01) than the column's type. */
  private static final Set<String> SHAPE = Set.of("22P03", "08P01");

  /** Connection, serialization and deadlock, resources, locks, shutdown, system, internal. */
  private static final Set<String> OUTAGE = Set.of("08", "40", "53", "55", "57", "58", "XX");

  private PostgresFault() {}

  static Fault of(SQLException e) {
    if (e.getSQLState() == null || e.getSQLState().length() < 2) {
      return Fault.OUTAGE;
    }
    if (SHAPE.contains(e.getSQLState())) {
      return Fault.SHAPE;
    }
    String kind = e.getSQLState().substring(0, 2);
    if (DATA.contains(kind)) {
      return Fault.DATA;
    }
    return OUTAGE.contains(kind) ? Fault.OUTAGE : Fault.SETUP;
  }
}
