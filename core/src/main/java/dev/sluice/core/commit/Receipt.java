// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.commit;

import java.time.Instant;
import java.util.List;

/**
 * What one commit left behind for one topic-partition: the ledger's unit.
 *
 * @param rows rows it made visible: the range's records without the rejected and ignored ones, and
 *     without the deletes
 * @param deletes records that took the row of their key away
 * @param files files it made visible, for a lake; empty for a warehouse
 */
public record Receipt(
    Range range, long rows, long deletes, Instant committedAt, List<LandedFile> files) {
  public Receipt {
    files = List.copyOf(files);
  }

  /** Whether every record of the range has become something that is counted. */
  public boolean addsUp() {
    return rows + deletes + range.rejected() + range.ignored() == range.records();
  }

  /**
   * A file that a commit made visible.
   *
   * @param path where readers find it
   * @param bytes its size
   * @param crc32c checksum of these bytes
   */
  public record LandedFile(String path, long rows, long bytes, long crc32c) {}
}
