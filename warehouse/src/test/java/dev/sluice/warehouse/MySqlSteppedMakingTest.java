// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.mariadb.Product;

class MySqlSteppedMakingTest extends SteppedMakingContract {
  MySqlSteppedMakingTest() {
    super(new MariaDbInstalled(Product.MYSQL));
  }
}
