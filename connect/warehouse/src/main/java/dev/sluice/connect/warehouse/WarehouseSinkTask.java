// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.warehouse;

import dev.sluice.connect.Envelopes;
import dev.sluice.connect.PipelineSinkTask;
import dev.sluice.connect.SettingsConfigDef;
import dev.sluice.connect.TaskParts;
import dev.sluice.connect.TaskSettings;
import dev.sluice.core.pipeline.Limits;
import dev.sluice.core.pipeline.Pipeline;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.Maintenance;
import dev.sluice.warehouse.StagedRows;
import dev.sluice.warehouse.TableTarget;
import dev.sluice.warehouse.WarehouseDestination;
import java.time.InstantSource;
import java.util.Map;

/** One task of a warehouse table. */
public final class WarehouseSinkTask extends PipelineSinkTask<StagedRows> {
  @Override
  protected Settings settings(Map<String, String> properties) {
    return SettingsConfigDef.read(WarehouseSinkConnector.GROUPS, properties);
  }

  @Override
  protected Pipeline<StagedRows> assemble(Settings settings, TaskParts parts) {
    TableTarget target = TableTarget.of(settings.get(TaskSettings.PIPELINE), settings);
    WarehouseDestination destination =
        new WarehouseDestination(
            target,
            Databases.open(settings),
            DecoderSettings.wireFormat(settings),
            parts.deadLetters(),
            Maintenance.NONE);
    Limits limits =
        new Limits(
            settings.get(WarehouseTaskSettings.RECORDS),
            settings.get(WarehouseTaskSettings.BYTES),
            settings.get(WarehouseTaskSettings.INTERVAL),
            true);
    TablePartition table = new TablePartition(target.table().toString(), "");
    return new Pipeline<>(
        record -> table,
        destination,
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
