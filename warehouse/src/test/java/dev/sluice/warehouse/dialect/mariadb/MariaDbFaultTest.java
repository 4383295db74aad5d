// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.warehouse.dialect.Fault;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers and states as servers send them, some of which say nothing by their state. */
class MariaDbFaultTest {
  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "1062, 23000, duplicate entry, DATA",
    "1366, HY000, incorrect value in MySQL, DATA",
    "1366, 22007, incorrect value in MariaDB, DATA",
    "1265, 01000, data truncated, DATA",
    "3819, HY000, check constraint in MySQL, DATA",
    "4025, 23000, check constraint in MariaDB, DATA",
    "1644, 45000, signal of a trigger, DATA",
    "1205, HY000, lock wait timeout, OUTAGE",
    "1213, 40001, deadlock, OUTAGE",
    "1290, HY000, read only after a failover, OUTAGE",
    "1114, HY000, table is full, OUTAGE",
    "1927, 70100, connection was killed, OUTAGE",
    "0, 08000, no connection, OUTAGE",
    "0, , no state at all, OUTAGE",
    "1146, 42S02, no such table, SETUP",
    "1054, 42S22, no such column, SETUP",
    "1064, 42000, syntax, SETUP",
    "1142, 42000, no right, SETUP",
    "1071, 42000, key too long, SETUP"
  })
  void tellsWhoseFaultItIs(int number, String state, String what, Fault fault) {
    assertThat(MariaDbFault.of(new SQLException(what, state, number))).isEqualTo(fault);
  }
}
