// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import dev.sluice.core.commit.Receipt;
import dev.sluice.core.record.TopicPartition;
import java.util.ArrayList;
import java.util.List;

/**
 * What is restored of one topic-partition.
 *
 * @param receipts in the order of their offsets, each with at least one offset in the stretch
 * @param from first offset
 * @param until offset after the last
 */
record Stretch(TopicPartition source, List<Receipt> receipts, long from, long until) {
  Stretch {
    receipts = List.copyOf(receipts);
  }

  /** Without what lies before an offset. */
  Stretch after(long offset) {
    long start = Math.max(from, offset);
    return new Stretch(
        source,
        receipts.stream().filter(receipt -> receipt.range().to() > start).toList(),
        start,
        until);
  }

  /** Records of the receipts; a few more than are restored if the stretch cuts through one. */
  long records() {
    return receipts.stream().mapToLong(Receipt::rows).sum();
  }

  /** Whether all of a receipt is restored. */
  boolean holds(Receipt receipt) {
    return receipt.range().from() >= from && receipt.range().to() <= until;
  }

  /** Offsets between commits that no commit covers, for people. */
  List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    for (int i = 1; i < receipts.size(); i++) {
      long ended = receipts.get(i - 1).range().to();
      long next = receipts.get(i).range().from();
      if (next > ended) {
        gaps.add(source + " offsets " + ended + " to " + (next - 1));
      }
    }
    return gaps;
  }
}
