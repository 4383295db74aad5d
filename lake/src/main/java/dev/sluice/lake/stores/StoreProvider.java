// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import java.util.List;

/** Opens stores of one kind. */
public interface StoreProvider {
  /** What locations begin with, before {@code ://}; the first is the one to recommend. */
  List<String> schemes();

  /**
   * Opens the store of a table.
   *
   * @param location the table's location, with its scheme
   * @throws RefusedException if the location or a setting cannot be worked with
   */
  Store open(String location, Settings settings);
}
