// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.partition.PartitionSpec;
import dev.sluice.lake.stores.Location;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
  private static final TopicPartition SOURCE = new TopicPartition("orders", 1);
  private static final Layout LAYOUT =
      new Layout(
          "test",
          Naming.in(
              PartitionSpec.of(List.of("day(at)", "country"), PartitionSpec.Style.HIVE)
                  .directories()),
          ".txt");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at_day=2026-11-24/country=FR/orders+1+0000000000-0000000004.parquet",
        "at_day=__HIVE_DEFAULT_PARTITION__/country=a%2Fb/orders+1+0000000000-0000000004.parquet"
      })
  void knowsAFileOfAPartition(String path) {
    assertThat(LAYOUT.isFileOf(SOURCE, new Location(path))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at_day=2026-11-24/country=FR/orders+11+0000000000-0000000004.txt",
        "at_day=2026-11-24/country=FR/my-orders+1+0000000000-0000000004.txt",
        "orders+1+0000000000-0000000004.txt",
        "orders+1+/other.txt",
        "another-table/orders+1+0000000000-0000000004.txt",
        "at_day=2026-11-24/another-table/orders+1+0000000000-0000000004.txt",
        "at_day=2026-11-24/country=FR/shop=1/orders+1+0000000000-0000000004.txt"
      })
  void leavesFilesOfOthers(String path) {
    assertThat(LAYOUT.isFileOf(SOURCE, new Location(path))).isFalse();
  }
}
