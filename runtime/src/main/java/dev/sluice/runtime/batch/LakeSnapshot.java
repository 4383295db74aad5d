// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.batch;

import dev.sluice.core.commit.Receipt;
import dev.sluice.core.commit.Receipt.LandedFile;
import dev.sluice.lake.tables.iceberg.TableSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a lake table holds at one moment: whole commits, so that where they end is a boundary of
 * offsets.
 *
 * @param next first offset that is not in the files, by Kafka partition
 */
record LakeSnapshot(List<LandedFile> files, Map<Integer, Long> next) {
  LakeSnapshot {
    files = List.copyOf(files);
    next = Collections.unmodifiableMap(new TreeMap<>(next));
  }

  /** All that receipts tell of. */
  static LakeSnapshot of(List<Receipt> receipts) {
    List<LandedFile> files = new ArrayList<>();
    Map<Integer, Long> next = new TreeMap<>();
    for (Receipt receipt : receipts) {
      files.addAll(receipt.files());
      next.merge(receipt.range().partition().partition(), receipt.range().to(), Math::max);
    }
    return new LakeSnapshot(files, next);
  }

  /** All that a table lists, whoever wrote it. */
  static LakeSnapshot of(TableSnapshot table) {
    List<LandedFile> files =
        table.files().stream()
            .map(file -> new LandedFile(file.path(), file.rows(), file.bytes(), 0))
            .toList();
    return new LakeSnapshot(files, table.next());
  }

  long rows() {
    return files.stream().mapToLong(LandedFile::rows).sum();
  }
}
