// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.commit.Checksum;
import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lines of one topic-partition on their way into a destination. One that begins with a minus sign
 * is the key of a record without a value.
 */
record Feed(TopicPartition partition, long from, List<String> lines) {
  static final MemoryBudget BUDGET = new MemoryBudget(64 << 20);

  static Feed of(int partition, long from, String... lines) {
    return new Feed(new TopicPartition("orders", partition), from, List.of(lines));
  }

  Gathered gathered() {
    Gathered gathered = new Gathered(partition, new TablePartition("orders", ""), BUDGET);
    for (int i = 0; i < lines.size(); i++) {
      gathered.add(
          new Envelope(partition, from + i, 1_700_000_000_000L + i, key(i), bytes(i), List.of()));
    }
    return gathered;
  }

  private byte[] key(int line) {
    String text = lines.get(line);
    return text.startsWith("-") ? text.substring(1).getBytes(StandardCharsets.UTF_8) : null;
  }

  private byte[] bytes(int line) {
    String text = lines.get(line);
    return text.startsWith("-") ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  StagedRows stage(WarehouseDestination destination) {
    Gathered gathered = gathered();
    StagedRows staged = destination.stage(gathered);
    gathered.release();
    return staged;
  }

  Range range(StagedRows staged) {
    long checksum = 0;
    for (int i = 0; i < lines.size(); i++) {
      checksum += Checksum.of(bytes(i));
    }
    return new Range(
        partition,
        from,
        from + lines.size(),
        lines.size(),
        staged.rejections().size(),
        staged.ignored(),
        checksum);
  }

  Commit<StagedRows> commit(WarehouseDestination destination) {
    StagedRows staged = stage(destination);
    return new Commit<>(List.of(range(staged)), List.of(staged));
  }
}
