// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.commit.Ledger;
import dev.sluice.lake.files.LakeLedger;
import dev.sluice.lake.stores.LocalStore;
import dev.sluice.runtime.http.Handler;
import dev.sluice.runtime.http.Request;
import dev.sluice.runtime.http.Response;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.verify.KafkaLog;
import dev.sluice.runtime.verify.Verification;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /verify}: proves that lake and warehouse hold what Kafka holds. {@code ?deep=true} reads
 * it all again.
 */
final class VerifyPage implements Handler {
  private final SluiceProcess process;

  VerifyPage(SluiceProcess process) {
    this.process = process;
  }

  @Override
  public Response handle(Request request) {
    PipelineFile file = process.file();
    List<Ledger> ledgers = new ArrayList<>();
    for (PipelineFile.Section table : file.lakeTables()) {
      LocalStore store = new LocalStore(process.plans().lakeLocation(table));
      ledgers.add(new LakeLedger(table.name(), store, ConnectorPlans.lakeName(file, table)));
    }
    for (PipelineFile.Section table : file.warehouseTables()) {
      ledgers.add(
          process.warehouse().ledger(table.name(), ConnectorPlans.warehouseName(file, table)));
    }
    boolean deep = request.parameter("deep").filter("true"::equals).isPresent();
    try (KafkaLog log = new KafkaLog(process.kafkaClient())) {
      return Response.json(Verification.of(ledgers, log, deep));
    }
  }
}
