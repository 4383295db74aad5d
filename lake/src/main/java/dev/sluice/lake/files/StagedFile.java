// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import dev.sluice.core.commit.Staged;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.reject.Rejection;
import dev.sluice.lake.stores.Location;
import java.util.List;
import java.util.Optional;

/**
 * A file that has been written whole and that no reader sees.
 *
 * @param entry empty if every record was rejected, so that there is nothing to write
 */
public record StagedFile(
    TopicPartition source, Optional<FileEntry> entry, List<Rejection> rejections)
    implements Staged {
  public StagedFile {
    rejections = List.copyOf(rejections);
  }

  /**
   * A file in a manifest.
   *
   * @param target where readers will find it
   * @param token with which the store finds it until then
   * @param bytes its size
   * @param crc32c checksum of these bytes
   */
  public record FileEntry(Location target, String token, long rows, long bytes, long crc32c) {}

  @Override
  public long rows() {
    return entry.map(FileEntry::rows).orElse(0L);
  }

  @Override
  public long bytes() {
    return entry.map(FileEntry::bytes).orElse(0L);
  }

  @Override
  public long held() {
    return 0;
  }
}
