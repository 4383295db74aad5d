// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import dev.sluice.testkit.mariadb.MariaDbServer;

class MariaDbMaintenanceTest extends MariaDbMaintenanceContract {
  MariaDbMaintenanceTest() {
    super(MariaDbServer.Kind.MARIADB, "utf8mb4_nopad_bin");
  }
}
