// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is done to a table now and then, in a transaction of its own, so that those to come find
 * rows sooner. Nothing depends on it. Belongs to one table.
 */
public interface Upkeep {
  /** For databases that need none. */
  Upkeep NONE =
      new Upkeep() {
        @Override
        public boolean isDue(long rows) {
          return false;
        }

        @Override
        public void run(Connection connection) {}
      };

  /**
   * Whether to {@link #run} now.
   *
   * @param rows how many have been put into the table since the last call
   */
  boolean isDue(long rows);

  void run(Connection connection) throws SQLException;
}
