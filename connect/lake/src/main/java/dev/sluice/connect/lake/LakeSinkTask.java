// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.connect.PipelineSinkTask;
import dev.sluice.connect.SettingsConfigDef;
import dev.sluice.connect.TaskParts;
import dev.sluice.connect.TaskSettings;
import dev.sluice.core.pipeline.Pipeline;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.LakeFormats;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.files.LakeDestination;
import dev.sluice.lake.files.StagedFile;
import dev.sluice.lake.partition.PartitionSpec;
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
    PartitionSpec partition = LakeSettings.partition(settings);
    InstantSource clock = InstantSource.system();
    LakeDestination destination =
        new LakeDestination(
            STORES.open(settings.get(LakeSettings.LOCATION), settings),
            settings.get(TaskSettings.PIPELINE),
            LakeSettings.naming(settings),
            LakeFormats.encoder(settings, parts.wire()),
            clock);
    return new Pipeline<>(
        partition.router(settings.get(LakeSettings.TABLE), parts.wire(), clock),
        parts.expiry().over(destination),
        parts.deadLetters(),
        LakeSettings.limits(settings),
        parts.budget(),
        clock,
        parts.meters(),
        parts.encoderThreads());
  }
}
