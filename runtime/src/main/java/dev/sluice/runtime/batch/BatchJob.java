// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.batch;

import dev.sluice.views.ViewDefinition;
import java.nio.file.Path;
import java.util.List;

/**
 * A view to be computed of files.
 *
 * @param view its SELECT
 * @param table what the SELECT calls the rows of the files
 * @param where condition that a row must meet to reach the table; empty for all rows
 * @param files Parquet files; at least one
 * @param memory that the engine may use, bytes
 * @param output an empty folder; Parquet files with the view's columns are left in it
 * @param scratch a folder for what does not fit into memory
 */
public record BatchJob(
    ViewDefinition view,
    String table,
    String where,
    List<Path> files,
    long memory,
    Path output,
    Path scratch) {
  public BatchJob {
    files = List.copyOf(files);
  }

  /** Pattern of the paths of the results. */
  String results() {
    return output.resolve("*.parquet").toString();
  }
}
