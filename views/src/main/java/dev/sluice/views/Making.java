// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.views;

import java.util.List;

/** Statements that make the table of a view, under a name that is not yet the view's. */
public interface Making {
  /**
   * Makes it, empty.
   *
   * @param table not quoted
   */
  List<String> ddl(String table);

  /**
   * Fills it from the tables that the view reads.
   *
   * @param table not quoted
   */
  List<String> fill(String table);
}
