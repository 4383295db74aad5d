// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.restore;

import dev.sluice.core.commit.Checksum;
import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Range;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.gather.MemoryBudget;
import dev.sluice.core.record.Envelope;
import dev.sluice.core.record.Header;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.LakeFormats;
import dev.sluice.lake.files.FileSet;
import dev.sluice.lake.files.LakeDestination;
import dev.sluice.lake.files.LakeLedger;
import dev.sluice.lake.files.Naming;
import dev.sluice.lake.files.StagedFile;
import dev.sluice.lake.stores.LocalStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whole records in a lake, in commits whose files interleave; offsets have holes, as compaction
 * leaves them.
 */
record RawLake(Path folder) {
  static final String NAME = "backup";
  static final int PARTITIONS = 3;
  static final int RECORDS = 15_000;
  private static final int PER_COMMIT = 4_000;
  private static final long TIME = 1_700_000_000_000L;

  LocalStore store() {
    return new LocalStore(folder);
  }

  LakeLedger ledger() {
    return new LakeLedger("orders", store(), NAME);
  }

  /** Record {@code i} of a partition. */
  static Envelope record(int partition, int i) {
    Random random = new Random(31L * partition + i);
    List<Header> headers =
        switch (i % 4) {
          case 0 -> List.of();
          case 1 -> List.of(new Header("größe", bytes(random, 5)));
          default ->
              List.of(
                  new Header("none", null),
                  new Header("twice", bytes(random, 2)),
                  new Header("twice", new byte[0]));
        };
    return new Envelope(
        new TopicPartition("orders", partition),
        offset(i),
        TIME + random.nextInt(1_000_000),
        i % 5 == 0 ? null : bytes(random, i % 7),
        i % 9 == 0 ? null : bytes(random, i % 60),
        headers);
  }

  static long offset(int i) {
    return 3L * i + i % 2;
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  void land() {
    try (LakeDestination lake =
        new LakeDestination(
            store(),
            NAME,
            Naming.in(Pattern.compile("half=[01]")),
            FileSet.of(LakeFormats.encoder(new Settings(Map.of("format", "raw")), null, null)),
            InstantSource.system())) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        lake.open(List.of(new TopicPartition("orders", partition)));
        for (int from = 0; from < RECORDS; from += PER_COMMIT) {
          land(lake, partition, from, Math.min(RECORDS, from + PER_COMMIT));
        }
      }
    }
  }

  private static void land(LakeDestination lake, int partition, int from, int to) {
    TopicPartition source = new TopicPartition("orders", partition);
    MemoryBudget budget = new MemoryBudget(64 << 20);
    List<Gathered> halves =
        Stream.of(0, 1)
            .map(half -> new Gathered(source, new TablePartition("orders", "half=" + half), budget))
            .toList();
    long checksum = 0;
    for (int i = from; i < to; i++) {
      Envelope record = record(partition, i);
      halves.get(i / 3 % 2).add(record);
      checksum += Checksum.of(record.value());
    }
    List<StagedFile> staged = new ArrayList<>();
    halves.forEach(half -> staged.add(lake.stage(half)));
    long start = from == 0 ? 0 : offset(from);
    Range range = new Range(source, start, offset(to), to - from, 0, checksum);
    lake.commit(new Commit<>(List.of(range), staged));
  }
}
