// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;

/** Databases that views are kept in. */
public enum ViewDialect {
  DUCKDB,
  POSTGRES,
  MARIADB,
  MYSQL;

  /** DDL to run once in a database before any view is kept there; may be run again. */
  public List<String> setup() {
    return switch (this) {
      case DUCKDB, POSTGRES -> List.of();
      case MARIADB, MYSQL -> List.of(MariaDbViewSql.LOCKS_DDL);
    };
  }
}
