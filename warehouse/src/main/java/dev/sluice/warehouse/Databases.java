// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.views.ViewDialect;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.duckdb.DuckDbDatabase;
import dev.sluice.warehouse.dialect.mariadb.MariaDbDatabase;
import dev.sluice.warehouse.dialect.mariadb.Product;
import dev.sluice.warehouse.dialect.postgres.PostgresDatabase;

/** Which database an address leads to: the one place that knows all dialects. */
public final class Databases {
  private Databases() {}

  /**
   * Opens the database that the settings name.
   *
   * @throws RefusedException if the address is of a database Sluice does not know
   * @throws dev.sluice.core.failure.UnavailableException if a DuckDB file cannot be opened now
   */
  public static Database open(Settings settings) {
    String url = settings.get(WarehouseSettings.URL);
    if (url.startsWith(DuckDbDatabase.PREFIX)) {
      return DuckDbDatabase.open(url);
    }
    if (url.startsWith(PostgresDatabase.PREFIX)) {
      return new PostgresDatabase(
          url,
          settings.find(WarehouseSettings.USER).orElse(null),
          settings.find(WarehouseSettings.PASSWORD).orElse(null));
    }
    for (Product product : Product.values()) {
      if (url.startsWith(product.prefix())) {
        return new MariaDbDatabase(
            product,
            url,
            settings.find(WarehouseSettings.USER).orElse(null),
            settings.find(WarehouseSettings.PASSWORD).orElse(null));
      }
    }
    throw new RefusedException(
        "The warehouse address begins with none of "
            + String.join(
                ", ",
                DuckDbDatabase.PREFIX,
                PostgresDatabase.PREFIX,
                Product.MARIADB.prefix(),
                Product.MYSQL.prefix())
            + ", and those are the databases Sluice writes to: correct "
            + WarehouseSettings.URL.name());
  }

  /** The dialect that views are planned in. */
  public static ViewDialect viewDialect(Settings settings) {
    return viewDialect(settings.get(WarehouseSettings.URL));
  }

  /** The dialect that views are planned in, by the warehouse's address. */
  public static ViewDialect viewDialect(String url) {
    if (url.startsWith(DuckDbDatabase.PREFIX)) {
      return ViewDialect.DUCKDB;
    }
    if (url.startsWith(Product.MARIADB.prefix())) {
      return ViewDialect.MARIADB;
    }
    return url.startsWith(Product.MYSQL.prefix()) ? ViewDialect.MYSQL : ViewDialect.POSTGRES;
  }
}
