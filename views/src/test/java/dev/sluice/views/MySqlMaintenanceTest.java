// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import dev.sluice.testkit.mariadb.MariaDbServer;

class MySqlMaintenanceTest extends MariaDbMaintenanceContract {
  MySqlMaintenanceTest() {
    super(MariaDbServer.Kind.MYSQL, "utf8mb4_0900_bin");
  }
}
