// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.tables.iceberg;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Destination;
import dev.sluice.core.commit.Range;
import dev.sluice.core.gather.Gathered;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.files.FileSet;
import dev.sluice.lake.files.LakeDestination;
import dev.sluice.lake.files.StagedFile;
import dev.sluice.lake.files.TableEncoder;
import dev.sluice.lake.stores.Store;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Files that a table of Apache Iceberg lists. The manifests of the files are the log of what is
 * committed, and the table follows it: a commit has ended once the table lists its files, and where
 * it was cut off between the two, the next owner goes on from what the table says it has followed.
 */
public final class IcebergDestination implements Destination<StagedFile> {
  private final LakeDestination files;
  private final IcebergTable table;

  IcebergDestination(LakeDestination files, IcebergTable table) {
    this.files = files;
    this.table = table;
  }

  /**
   * Opens a table.
   *
   * @param settings say which catalog it is in
   * @param encoder of its files, as if they stood alone
   * @param store of the table's location
   */
  public static IcebergDestination of(
      Settings settings, TablePlan plan, TableEncoder encoder, Store store, InstantSource clock) {
    String root = TableRoot.of(plan.location());
    IcebergTable table =
        new IcebergTable(
            IcebergSettings.operations(settings, store, root),
            root,
            plan.pipeline(),
            plan.partitions(),
            plan.snapshotsKept());
    TableEncoder numbered =
        new TableEncoder(
            new TableWire(encoder.wire(), table, plan.conflicts()),
            encoder.tombstones(),
            encoder.kafka(),
            encoder.order(),
            new NumberedFormat(encoder.format(), table));
    return new IcebergDestination(
        new LakeDestination(store, plan.pipeline(), plan.naming(), FileSet.of(numbered), clock),
        table);
  }

  @Override
  public Map<TopicPartition, Long> open(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> positions = files.open(partitions);
    table.follow(partitions, files::manifests);
    return positions;
  }

  @Override
  public StagedFile stage(Gathered records) {
    return files.stage(records);
  }

  @Override
  public void commit(Commit<StagedFile> commit) {
    files.commit(commit);
    table.follow(commit.ranges().stream().map(Range::partition).toList(), files::manifests);
  }

  @Override
  public void discard(List<StagedFile> staged) {
    files.discard(staged);
  }

  @Override
  public void release(Collection<TopicPartition> partitions) {
    files.release(partitions);
  }

  @Override
  public void close() {
    files.close();
    table.close();
  }
}
