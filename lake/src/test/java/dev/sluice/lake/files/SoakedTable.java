// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.commit.Receipt;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What readers of a table find that {@link SoakedTask}s have written. */
final class SoakedTable {
  private SoakedTable() {}

  /**
   * Compares it, row by row, with what was put.
   *
   * @param put offsets after the last
   * @throws AssertionError if a record is missing or there twice, or receipts tell another story
   */
  static void check(Store store, Map<TopicPartition, Long> put) throws IOException {
    List<StoredFile> files =
        store.files(Location.root()).stream()
            .filter(file -> !file.at().path().startsWith("_"))
            .toList();
    List<String> rows = new ArrayList<>();
    for (StoredFile file : files) {
      new String(store.read(file.at()), StandardCharsets.UTF_8).lines().forEach(rows::add);
    }
    List<String> expected = new ArrayList<>();
    put.forEach(
        (partition, next) -> {
          for (long offset = 0; offset < next; offset++) {
            expected.add(SoakedTask.line(partition, offset));
          }
        });
    assertThat(rows.stream().sorted().toList().equals(expected.stream().sorted().toList()))
        .as("readers find each of %s records once; they find %s", expected.size(), rows.size())
        .isTrue();
    List<Receipt> receipts = new LakeLedger("soak", store, Simulation.PIPELINE).receipts();
    assertThat(receipts.stream().mapToLong(receipt -> receipt.range().records()).sum())
        .as("receipts add up")
        .isEqualTo(expected.size());
    assertThat(receipts.stream().mapToInt(receipt -> receipt.files().size()).sum())
        .as("receipts list the files")
        .isEqualTo(files.size());
  }
}
