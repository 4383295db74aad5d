// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.connect.Envelopes;
import dev.sluice.connect.PipelineSinkTask;
import dev.sluice.connect.SettingsConfigDef;
import dev.sluice.connect.TaskParts;
import dev.sluice.connect.TaskSettings;
import dev.sluice.core.pipeline.Limits;
import dev.sluice.core.pipeline.Pipeline;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.files.LakeDestination;
import dev.sluice.lake.files.StagedFile;
import dev.sluice.lake.files.TableEncoder;
import dev.sluice.lake.formats.parquet.ParquetFormat;
import dev.sluice.lake.partition.Partitioning;
import dev.sluice.lake.stores.Stores;
import dev.sluice.lake.stores.azure.AzureStoreProvider;
import dev.sluice.lake.stores.s3.S3StoreProvider;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** One task of a lake table. */
public final class LakeSinkTask extends PipelineSinkTask<StagedFile> {
  private static final Stores STORES =
      new Stores(List.of(new S3StoreProvider(), new AzureStoreProvider()));

  @Override
  protected Settings settings(Map<String, String> properties) {
    return SettingsConfigDef.read(LakeSinkConnector.GROUPS, properties);
  }

  @Override
  protected Pipeline<StagedFile> assemble(Settings settings, TaskParts parts) {
    WireFormat wire = DecoderSettings.wireFormat(settings);
    ParquetFormat format =
        new ParquetFormat(
            settings.get(LakeSettings.COMPRESSION), settings.get(LakeSettings.ROW_GROUP_BYTES));
    LakeDestination destination =
        new LakeDestination(
            STORES.open(settings.get(LakeSettings.LOCATION), settings),
            settings.get(TaskSettings.PIPELINE),
            new TableEncoder(wire, format),
            InstantSource.system());
    Limits limits =
        new Limits(
            settings.get(LakeSettings.ROTATE_RECORDS),
            settings.get(LakeSettings.ROTATE_BYTES),
            settings.get(LakeSettings.ROTATE_INTERVAL),
            false);
    return new Pipeline<>(
        Partitioning.of(
            settings.get(LakeSettings.TABLE), settings.get(LakeSettings.PARTITION), wire),
        parts.expiry().over(destination),
        parts.deadLetters(),
        limits,
        parts.budget(),
        InstantSource.system(),
        parts.meters(),
        parts.encoderThreads());
  }

  @Override
  protected Envelopes envelopes(Settings settings) {
    return Envelopes.ofBytes();
  }
}
