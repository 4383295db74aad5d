// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import dev.sluice.warehouse.dialect.Fault;
import java.sql.SQLException;
import java.util.Set;

/** Whose fault it is, by the server's error number and then by the class of the SQLSTATE. */
final class MariaDbFault {
  /**
   * Values that do not fit, also where the server has no SQLSTATE of its own for it: cut or
   * converted, not null, not unique, no such partition, no default, against a constraint.
   */
  private static final Set<Integer> DATA =
      Set.of(
          1048, 1062, 1169, 1216, 1217, 1261, 1262, 1263, 1264, 1265, 1292, 1301, 1364, 1366, 1406,
          1411, 1451, 1452, 1526, 1586, 1690, 1748, 3140, 3819, 4025);

  /**
   * Passing states of the server: full, overloaded, stopping, read-only after a failover, a lock
   * that was not had in time, a table that has just been altered, a statement that was killed.
   */
  private static final Set<Integer> OUTAGE =
      Set.of(
          1020, 1021, 1030, 1037, 1040, 1041, 1047, 1053, 1114, 1135, 1180, 1203, 1205, 1213, 1226,
          1290, 1317, 1412, 1614, 1615, 1637, 1792, 1836, 1927, 1969, 3024, 4031);

  private static final Set<String> DATA_STATES = Set.of("22", "23", "45");
  private static final Set<String> OUTAGE_STATES = Set.of("08", "40", "70");

  private MariaDbFault() {}

  static Fault of(SQLException e) {
    if (DATA.contains(e.getErrorCode())) {
      return Fault.DATA;
    }
    String state = e.getSQLState();
    if (OUTAGE.contains(e.getErrorCode()) || state == null || state.length() < 2) {
      return Fault.OUTAGE;
    }
    String kind = state.substring(0, 2);
    if (DATA_STATES.contains(kind)) {
      return Fault.DATA;
    }
    return OUTAGE_STATES.contains(kind) ? Fault.OUTAGE : Fault.SETUP;
  }
}
