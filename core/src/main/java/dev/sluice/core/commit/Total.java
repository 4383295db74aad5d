// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.commit;

/**
 * Sums over the receipts of one topic-partition.
 *
 * @param position offset after the last record that is visible
 * @param records records taken, the rejected and ignored ones included
 * @param deletes records that took the row of their key away
 */
public record Total(
    long position, long records, long rejected, long ignored, long rows, long deletes, long files) {
  static final Total NONE = new Total(0, 0, 0, 0, 0, 0, 0);

  Total plus(Receipt receipt) {
    Range range = receipt.range();
    return new Total(
        Math.max(position, range.to()),
        records + range.records(),
        rejected + range.rejected(),
        ignored + range.ignored(),
        rows + receipt.rows(),
        deletes + receipt.deletes(),
        files + receipt.files().size());
  }
}
