// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;

/** Opens stores of one scheme. */
public interface StoreProvider {
  /** What locations begin with, before {@code ://}. */
  String scheme();

  /**
   * Opens the store of a table.
   *
   * @param location the table's location, with its scheme
   * @throws RefusedException if the location or a setting cannot be worked with
   */
  Store open(String location, Settings settings);
}
