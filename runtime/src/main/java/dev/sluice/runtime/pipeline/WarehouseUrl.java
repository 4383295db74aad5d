// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import java.nio.file.Path;

/** JDBC addresses that name a file. */
final class WarehouseUrl {
  static final String DUCKDB = "jdbc:duckdb:";

  private WarehouseUrl() {}

  /** The file of a DuckDB address, without the driver's options. */
  static String file(String url) {
    String rest = url.substring(DUCKDB.length());
    int options = rest.indexOf(';');
    return options < 0 ? rest : rest.substring(0, options);
  }

  /** The address with its file made absolute; other databases' as they are. */
  static String resolve(String url, Path data) {
    if (!url.startsWith(DUCKDB)) {
      return url;
    }
    String file = file(url);
    return DUCKDB
        + data.resolve(file).toAbsolutePath().normalize()
        + url.substring(DUCKDB.length() + file.length());
  }
}
