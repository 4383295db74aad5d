// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.commit.Range;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A stretch of the simulated log, whose records tell where they stand. */
record Feed(TopicPartition partition, long from, long to) {
  static final List<TopicPartition> PARTITIONS =
      List.of(new TopicPartition("orders", 0), new TopicPartition("orders", 1));

  /** Records per partition. */
  static final long END = 30;

  private static final MemoryBudget BUDGET = new MemoryBudget(1 << 20);

  static List<TopicPartition> someOf(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> PARTITIONS.subList(0, 1);
      case 1 -> PARTITIONS.subList(1, 2);
      default -> PARTITIONS;
    };
  }

  private static boolean isBad(long offset) {
    return offset % 7 == 6;
  }

  private static String line(TopicPartition partition, long offset) {
    return (isBad(offset) ? "bad " : "") + partition + "@" + offset;
  }

  /** What readers must find in the end. */
  static List<String> wholeLog() {
    return PARTITIONS.stream()
        .flatMap(
            p ->
                LongStream.range(0, END).filter(o -> !isBad(o)).mapToObj(offset -> line(p, offset)))
        .sorted()
        .toList();
  }

  /** Its records, spread over two table partitions. */
  List<Gathered> gathered() {
    return Stream.of(0, 1).map(this::gathered).filter(g -> g.records() > 0).toList();
  }

  private Gathered gathered(int half) {
    Gathered gathered = new Gathered(partition, new TablePartition("orders", "h=" + half), BUDGET);
    for (long offset = from; offset < to; offset++) {
      if (offset / 2 % 2 == half) {
        byte[] value = line(partition, offset).getBytes(StandardCharsets.UTF_8);
        gathered.add(new Envelope(partition, offset, 0, null, value, List.of()));
      }
    }
    return gathered;
  }

  Range range() {
    long bad = LongStream.range(from, to).filter(Feed::isBad).count();
    return new Range(partition, from, to, to - from, bad, 0);
  }
}
