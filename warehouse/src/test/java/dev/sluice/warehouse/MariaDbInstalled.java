// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.testkit.mariadb.MariaDbServer;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.mariadb.MariaDbDatabase;
import dev.sluice.warehouse.dialect.mariadb.Product;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The server of a product, where one is installed; its database is made by who connects. */
record MariaDbInstalled(Product product) {
  private Optional<MariaDbServer> server() {
    try {
      return MariaDbServer.shared(MariaDbServer.Kind.valueOf(product.name()));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(product.title() + " does not start", e);
    }
  }

  /** Skips the test where there is none. */
  void require() {
    Assumptions.assumeTrue(server().isPresent(), product.title() + " is not installed");
  }

  /**
   * A database of it.
   *
   * @param options further ones of the address, each with {@code &} before it
   */
  Database database(String options) {
    return database(product, options);
  }

  /** As if its product were another one. */
  Database database(Product named, String options) {
    MariaDbServer running = server().orElseThrow();
    return new MariaDbDatabase(
        named,
        named.prefix()
            + running.url().substring(product.prefix().length())
            + "&createDatabaseIfNotExist=true"
            + options,
        running.user(),
        running.password());
  }
}
