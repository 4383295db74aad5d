// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.commit;

/**
 * Sums over the receipts of one topic-partition.
 *
 * @param position offset after the last record that is visible
 * @param records records taken, the rejected ones included
 */
public record Total(long position, long records, long rejected, long rows, long files) {
  static final Total NONE = new Total(0, 0, 0, 0, 0);

  Total plus(Receipt receipt) {
    Range range = receipt.range();
    return new Total(
        Math.max(position, range.to()),
        records + range.records(),
        rejected + range.rejected(),
        rows + receipt.rows(),
        files + receipt.files().size());
  }
}
