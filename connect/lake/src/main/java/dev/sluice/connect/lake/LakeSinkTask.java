// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import dev.sluice.connect.PipelineSinkTask;
import dev.sluice.connect.SettingsConfigDef;
import dev.sluice.connect.TaskParts;
import dev.sluice.connect.TaskSettings;
import dev.sluice.core.commit.Destination;
import dev.sluice.core.pipeline.Pipeline;
import dev.sluice.core.route.Router;
import dev.sluice.core.route.TablePartition;
import dev.sluice.core.settings.Settings;
import dev.sluice.core.shred.RecordFormats;
import dev.sluice.core.shred.Tombstones;
import dev.sluice.core.shred.WireFormat;
import dev.sluice.decoders.DecoderSettings;
import dev.sluice.decoders.connect.ConnectFormat;
import dev.sluice.decoders.contract.ContractFormat;
import dev.sluice.lake.BesideSettings;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.LakeFormats;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.files.FileSet;
import dev.sluice.lake.files.KeyRows;
import dev.sluice.lake.files.LakeDestination;
import dev.sluice.lake.files.Naming;
import dev.sluice.lake.files.StagedFile;
import dev.sluice.lake.files.TableEncoder;
import dev.sluice.lake.formats.Format;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.stores.Stores;
import dev.sluice.lake.stores.azure.AzureStoreProvider;
import dev.sluice.lake.stores.gcs.GcsStoreProvider;
import dev.sluice.lake.stores.s3.S3StoreProvider;
import dev.sluice.lake.tables.iceberg.IcebergDestination;
import dev.sluice.lake.tables.iceberg.TablePlan;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One task of a lake table. */
public final class LakeSinkTask extends PipelineSinkTask<StagedFile> {
  private static final Stores STORES =
      new Stores(List.of(new S3StoreProvider(), new AzureStoreProvider(), new GcsStoreProvider()));

  @Override
  protected Settings settings(Map<String, String> properties) {
    return SettingsConfigDef.read(LakeSinkConnector.GROUPS, properties);
  }

  @Override
  protected Pipeline<StagedFile> assemble(Settings settings, TaskParts parts) {
    InstantSource clock = InstantSource.system();
    Destination<StagedFile> destination = destination(settings, parts, clock);
    return new Pipeline<>(
        router(settings, parts.formats(), clock),
        parts.expiry().over(destination),
        parts.deadLetters(),
        LakeSettings.limits(settings),
        parts.budget(),
        clock,
        parts.meters(),
        parts.encoderThreads());
  }

  private static Destination<StagedFile> destination(
      Settings settings, TaskParts parts, InstantSource clock) {
    String location = settings.get(LakeSettings.LOCATION);
    String pipeline = settings.get(TaskSettings.PIPELINE);
    Store store = STORES.open(location, settings);
    FileSet files =
        LakeFormats.files(
            settings,
            parts.formats().values(),
            parts.formats().tombstones(),
            keys(parts.formats().values()));
    Naming naming = LakeSettings.naming(settings);
    return switch (settings.get(LakeSettings.TABLE_FORMAT)) {
      case FILES -> new LakeDestination(store, pipeline, naming, files, clock);
      case ICEBERG ->
          IcebergDestination.of(
              settings,
              new TablePlan(
                  location,
                  pipeline,
                  naming,
                  LakeSettings.tablePartitions(settings),
                  settings.get(DecoderSettings.CONFLICTS),
                  settings.get(LakeSettings.SNAPSHOTS)),
              (TableEncoder) files.values(),
              store,
              clock);
    };
  }

  /** What converters have read, and a contract has looked at or not. */
  static Optional<ConnectFormat> connect(WireFormat wire) {
    WireFormat read = wire instanceof ContractFormat kept ? kept.wire() : wire;
    return read instanceof ConnectFormat format ? Optional.of(format) : Optional.empty();
  }

  /** Only keys that a converter has read are ever asked for as rows. */
  private static KeyRows keys(WireFormat wire) {
    return new ConnectKeys(connect(wire).orElseGet(ConnectFormat::new));
  }

  private static Router router(Settings settings, RecordFormats formats, InstantSource clock) {
    WireFormat wire = formats.values();
    Router router = LakeSettings.router(settings, wire, clock);
    SchemaChange change = settings.get(SchemaSettings.CHANGE);
    Router divided =
        connect(wire)
            .filter(format -> change != SchemaChange.NEVER)
            .map(format -> (Router) new SchemaRouter(router, format, change))
            .orElse(router);
    return dropsTombstones(settings, formats)
        ? new ValuesRouter(divided, new TablePartition(settings.get(LakeSettings.TABLE), ""))
        : divided;
  }

  /** Then they need no partition. */
  private static boolean dropsTombstones(Settings settings, RecordFormats formats) {
    return formats.tombstones() == Tombstones.IGNORE
        && settings.get(FormatSettings.FORMAT) != Format.RAW
        && settings.find(BesideSettings.TOMBSTONES).isEmpty();
  }
}
