// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.commit.Staged;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.lake.formats.TableFacts;
import dev.sluice.lake.stores.Labels;
import dev.sluice.lake.stores.Location;
import java.util.List;
import java.util.Optional;

/**
 * Records that have been written whole, to one file or to several side by side, which no reader
 * sees.
 *
 * @param files empty if no record became a row, so that there is nothing to write
 * @param ignored records that say nothing of any row
 */
public record StagedFile(
    TopicPartition source, List<FileEntry> files, List<Rejection> rejections, long ignored)
    implements Staged {
  public StagedFile {
    files = List.copyOf(files);
    rejections = List.copyOf(rejections);
  }

  /**
   * A file in a manifest.
   *
   * @param target where readers will find it
   * @param token with which the store finds it until then
   * @param bytes its size
   * @param crc32c checksum of these bytes
   * @param labels what a store may write on it
   * @param beside whether its rows are those of another file once more: their keys or headers
   * @param facts for the metadata of a table; empty for files that stand alone
   */
  public record FileEntry(
      Location target,
      String token,
      long rows,
      long bytes,
      long crc32c,
      Labels labels,
      boolean beside,
      Optional<TableFacts> facts) {}

  /** The file that the rows are counted by. */
  public Optional<FileEntry> entry() {
    return files.stream().filter(file -> !file.beside()).findFirst();
  }

  @Override
  public long rows() {
    return entry().map(FileEntry::rows).orElse(0L);
  }

  @Override
  public long bytes() {
    return files.stream().mapToLong(FileEntry::bytes).sum();
  }

  @Override
  public long held() {
    return 0;
  }
}
