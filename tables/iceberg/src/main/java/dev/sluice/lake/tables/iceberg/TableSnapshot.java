// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.CloseableIterable;

/**
 * What a table lists at one moment.
 *
 * @param id of the snapshot; 0 for a table without one
 * @param files rewritten ones included, whoever wrote them
 * @param next first offset of the pipeline that is not in them, by Kafka partition
 * @param changed whether somebody has replaced or removed files, or rows of files
 */
public record TableSnapshot(long id, List<Listed> files, Map<Integer, Long> next, boolean changed) {
  /**
   * A file of a table.
   *
   * @param path relative to the table's location
   */
  public record Listed(String path, long rows, long bytes) {}

  public TableSnapshot {
    files = List.copyOf(files);
    next = Map.copyOf(new TreeMap<>(next));
  }

  /**
   * What a table lists now; empty if there is no table yet.
   *
   * @param settings say which catalog it is in
   * @param location a folder's path or the address of the store
   * @param pipeline that fills it
   * @throws RefusedException if rows of its files are deleted by other files, which are not read
   */
  public static Optional<TableSnapshot> of(
      Settings settings, Store store, String location, String pipeline) {
    String root = TableRoot.of(location);
    TableOperations operations = IcebergSettings.operations(settings, store, root);
    try {
      TableMetadata metadata = operations.refresh();
      if (metadata == null) {
        return Optional.empty();
      }
      return Optional.of(of(operations, metadata, root, pipeline));
    } catch (IOException | UncheckedIOException e) {
      throw new UnavailableException("The table at " + root + " cannot be read (" + e + ")", e);
    } finally {
      IcebergSettings.close(operations);
    }
  }

  private static TableSnapshot of(
      TableOperations operations, TableMetadata metadata, String root, String pipeline)
      throws IOException {
    StoreFiles paths = (StoreFiles) operations.io();
    List<Listed> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        new BaseTable(operations, root).newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        if (!task.deletes().isEmpty()) {
          throw new RefusedException(
              "rows of "
                  + task.file().location()
                  + " are deleted by other files of the table, which are not read here; rewrite the"
                  + " table's data files with the engine that deleted them");
        }
        files.add(
            new Listed(
                paths.location(task.file().location()).path(),
                task.file().recordCount(),
                task.file().fileSizeInBytes()));
      }
    }
    Snapshot snapshot = metadata.currentSnapshot();
    return new TableSnapshot(
        snapshot == null ? 0 : snapshot.snapshotId(),
        files,
        Followed.positions(metadata, pipeline),
        Rewritten.is(metadata));
  }

  public long rows() {
    return files.stream().mapToLong(Listed::rows).sum();
  }
}
