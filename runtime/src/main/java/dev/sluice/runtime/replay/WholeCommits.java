// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.replay;

import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.record.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The commits of a lake table of rows that a generation is to take. What a commit's checksum says
 * holds for all of it, so it is taken as a whole, or left to Kafka.
 */
final class WholeCommits {
  private final LakeStretch stretch;
  private final LakeTable lake;

  WholeCommits(LakeStretch stretch, LakeTable lake) {
    this.stretch = stretch;
    this.lake = lake;
  }

  /**
   * The commits of all partitions, each following on the one before.
   *
   * @throws RefusedException if neither the lake nor Kafka has some of the offsets
   */
  List<Receipt> of(Map<TopicPartition, List<Receipt>> receipts) {
    List<Receipt> all = new ArrayList<>();
    for (TopicPartition partition : stretch.partitions()) {
      List<Receipt> own = receipts.getOrDefault(partition, List.of());
      all.addAll(whole(partition, stretch.covering(partition, own, lake)));
    }
    return all;
  }

  /** One that goes further than the served table, or of which the generation has a part, is not. */
  private List<Receipt> whole(TopicPartition partition, List<Receipt> receipts) {
    List<Receipt> whole = new ArrayList<>();
    for (Receipt receipt : receipts) {
      Range range = receipt.range();
      boolean cut = stretch.hasBegun(partition) && range.from() < stretch.from(partition);
      if (cut || range.to() > stretch.servedTo(partition)) {
        long rest = Math.max(range.from(), stretch.from(partition));
        if (rest < stretch.kafkaFrom(partition)) {
          throw notWhole(range, cut);
        }
        return whole;
      }
      boolean first = whole.isEmpty() && !stretch.hasBegun(partition);
      long next =
          whole.isEmpty() ? stretch.from(partition) : whole.get(whole.size() - 1).range().to();
      whole.add(first ? receipt : following(receipt, next));
    }
    return whole;
  }

  /** Where the lake has a gap in which the served table has nothing either, positions have none. */
  private static Receipt following(Receipt receipt, long next) {
    Range range = receipt.range();
    return new Receipt(
        new Range(
            range.partition(),
            next,
            range.to(),
            range.records(),
            range.rejected(),
            range.ignored(),
            range.checksum()),
        receipt.rows(),
        receipt.deletes(),
        receipt.committedAt(),
        receipt.files());
  }

  private RefusedException notWhole(Range range, boolean cut) {
    return new RefusedException(
        "A commit of lake table "
            + lake.name()
            + " holds offsets "
            + range.from()
            + " to "
            + (range.to() - 1)
            + " of "
            + range.partition()
            + ", and "
            + (cut
                ? "the generation has some of them: drop it and run the replay again"
                : "the table has not come so far: run the replay again when it has"));
  }
}
