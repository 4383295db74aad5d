// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.commit.Ledger;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.TableFormat;
import dev.sluice.lake.files.LakeLedger;
import dev.sluice.lake.stores.Store;
import dev.sluice.runtime.batch.BatchLayer;
import dev.sluice.runtime.http.Handler;
import dev.sluice.runtime.http.Request;
import dev.sluice.runtime.http.Response;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.verify.Check;
import dev.sluice.runtime.verify.KafkaLog;
import dev.sluice.runtime.verify.LakeFiles;
import dev.sluice.runtime.verify.LayersCheck;
import dev.sluice.runtime.verify.RowCount;
import dev.sluice.runtime.verify.TableFiles;
import dev.sluice.runtime.verify.Verification;
import dev.sluice.warehouse.Lateness;
import dev.sluice.warehouse.WarehouseSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code /verify}: proves that lake and warehouse hold what Kafka holds. {@code ?deep=true} reads
 * it all again; {@code ?layers=true} compares the layers of views instead.
 */
final class VerifyPage implements Handler {
  private final SluiceProcess process;

  VerifyPage(SluiceProcess process) {
    this.process = process;
  }

  @Override
  public Response handle(Request request) {
    boolean deep = request.parameter("deep").filter("true"::equals).isPresent();
    boolean layers = request.parameter("layers").filter("true"::equals).isPresent();
    return Response.json(layers ? layers() : verify(deep));
  }

  /** The layers of views beside each other, over the offsets that both have. */
  private Verification layers() {
    Verification verification = new Verification(true, List.of(), List.of(), List.of());
    for (BatchLayer layer : process.batches().all()) {
      verification = verification.and(LayersCheck.of(layer));
    }
    return verification;
  }

  private Verification verify(boolean deep) {
    PipelineFile file = process.file();
    List<LakeTable> lakes = new ArrayList<>();
    for (PipelineFile.Section table : file.lakeTables()) {
      Store store = process.plans().lakeStore(table);
      String name = ConnectorPlans.lakeName(file, table);
      Ledger ledger = new LakeLedger(table.name(), store, name);
      Optional<TableFiles> listed =
          table.settings().get(LakeSettings.TABLE_FORMAT) == TableFormat.ICEBERG
              ? Optional.of(
                  new TableFiles(
                      table.settings(), store, process.plans().lakeLocation(table), name))
              : Optional.empty();
      lakes.add(new LakeTable(store, ledger, RowCount.of(table.settings()), listed));
    }
    try {
      return verify(file, lakes, deep);
    } finally {
      lakes.forEach(lake -> lake.store().close());
    }
  }

  /**
   * What is looked at of a lake table.
   *
   * @param listed what a table's metadata lists; empty for files that stand alone
   */
  private record LakeTable(Store store, Ledger ledger, RowCount rows, Optional<TableFiles> listed) {
    List<Check> checks(boolean deep) {
      if (listed.isEmpty()) {
        return List.of(new LakeFiles(store, ledger, rows, deep, false).check());
      }
      TableFiles table = listed.get();
      Check lists = table.check(ledger);
      return table.rewritten()
          ? List.of(lists)
          : List.of(new LakeFiles(store, ledger, rows, deep, true).check(), lists);
    }
  }

  private Verification verify(PipelineFile file, List<LakeTable> lakes, boolean deep) {
    List<WarehouseReceipts> warehouses = new ArrayList<>();
    for (PipelineFile.Section table : file.warehouseTables()) {
      warehouses.add(
          process.warehouse().receipts(table.name(), ConnectorPlans.warehouseName(file, table)));
    }
    List<Ledger> all = new ArrayList<>(lakes.stream().map(LakeTable::ledger).toList());
    all.addAll(warehouses);
    Verification verification;
    try (KafkaLog log = new KafkaLog(process.kafkaClient())) {
      verification = Verification.of(all, log, deep);
    } finally {
      warehouses.forEach(WarehouseReceipts::close);
    }
    for (LakeTable lake : lakes) {
      for (Check check : lake.checks(deep)) {
        verification = verification.and(check);
      }
    }
    for (PipelineFile.Section table : file.warehouseTables()) {
      verification = verification.and(process.warehouse().check(file, table));
      if (file.late().get(WarehouseSettings.LATE_AFTER) == Lateness.After.SIDE) {
        verification = verification.and(process.warehouse().checkLate(file, table));
      }
    }
    for (PipelineFile.View view : file.views()) {
      Check check = process.warehouse().check(view);
      verification =
          verification.and(
              process
                  .batches()
                  .find(view.name())
                  .map(layer -> LayersCheck.served(layer, check))
                  .orElse(check));
    }
    return verification;
  }
}
