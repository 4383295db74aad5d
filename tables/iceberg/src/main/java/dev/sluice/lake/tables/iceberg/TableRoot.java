// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.lake.stores.Stores;
import java.nio.file.Path;

/** How a table's metadata calls its location. */
final class TableRoot {
  private TableRoot() {}

  /** The address of a store as it is, a folder as its whole path; without a slash at its end. */
  static String of(String location) {
    return Stores.scheme(location).isPresent()
        ? location.replaceAll("/+$", "")
        : Path.of(location).toAbsolutePath().normalize().toString();
  }
}
