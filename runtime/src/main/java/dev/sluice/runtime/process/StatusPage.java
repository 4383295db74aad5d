// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Receipt;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.lake.files.LakeLedger;
import dev.sluice.lake.stores.LocalStore;
import dev.sluice.runtime.http.Handler;
import dev.sluice.runtime.http.Request;
import dev.sluice.runtime.http.Response;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.verify.KafkaLog;
import dev.sluice.runtime.worker.ConnectRefusal;
import dev.sluice.runtime.worker.ConnectorStatus;
import dev.sluice.runtime.worker.RunState;
import dev.sluice.runtime.worker.Trouble;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code /status}: totals from the ledgers, lag from Kafka, states from Connect, waits from the
 * tasks.
 */
final class StatusPage implements Handler, AutoCloseable {
  private final SluiceProcess process;
  private final KafkaLog log;
  private final Map<String, LakeLedger> lakes = new LinkedHashMap<>();

  StatusPage(SluiceProcess process) {
    this.process = process;
    this.log = new KafkaLog(process.kafkaClient());
    for (PipelineFile.Section table : process.file().lakeTables()) {
      String name = ConnectorPlans.lakeName(process.file(), table);
      lakes.put(
          name,
          new LakeLedger(table.name(), new LocalStore(process.plans().lakeLocation(table)), name));
    }
  }

  @Override
  public Response handle(Request request) {
    return Response.json(status());
  }

  /** One at a time: ledgers and consumer are not thread-safe. */
  synchronized PipelineStatus status() {
    PipelineFile file = process.file();
    Map<String, Long> ends = ends(file);
    Map<String, ConnectorStatus> states = states();
    List<TableStatus> tables = new ArrayList<>();
    for (PipelineFile.Section table : file.lakeTables()) {
      String name = ConnectorPlans.lakeName(file, table);
      tables.add(status("lake", table, name, lakes.get(name), ends, states.get(name)));
    }
    for (PipelineFile.Section table : file.warehouseTables()) {
      String name = ConnectorPlans.warehouseName(file, table);
      tables.add(
          status(
              "warehouse",
              table,
              name,
              process.warehouse().ledger(table.name(), name),
              ends,
              states.get(name)));
    }
    return new PipelineStatus(
        file.name(),
        process.kafkaClient().get("bootstrap.servers"),
        process.registryUrl(),
        process.worker().restUrl().toString(),
        ConnectorPlans.deadLetterTopic(file),
        ends.values().stream().mapToLong(Long::longValue).sum(),
        tables);
  }

  private Map<String, ConnectorStatus> states() {
    try {
      return process.worker().client().statuses();
    } catch (ConnectRefusal e) {
      return Map.of();
    }
  }

  /** End offsets summed up per topic. */
  private Map<String, Long> ends(PipelineFile file) {
    Map<String, Long> ends = new HashMap<>();
    for (PipelineFile.Section topic : file.topics()) {
      long sum = log.bounds(topic.name()).values().stream().mapToLong(KafkaLog.Bounds::end).sum();
      ends.put(topic.name(), sum);
    }
    return ends;
  }

  private TableStatus status(
      String destination,
      PipelineFile.Section table,
      String connector,
      Ledger ledger,
      Map<String, Long> ends,
      ConnectorStatus state) {
    List<Receipt> receipts = List.of();
    String unreadable = "";
    try {
      receipts = ledger.receipts();
    } catch (UnavailableException e) {
      unreadable = e.getMessage();
    }
    Map<TopicPartition, Long> positions =
        receipts.stream()
            .collect(Collectors.toMap(r -> r.range().partition(), r -> r.range().to(), Math::max));
    TaskBeans tasks = TaskBeans.of(connector);
    return new TableStatus(
        destination,
        table.name(),
        connector,
        state(state),
        receipts.stream().mapToLong(r -> r.range().records()).sum(),
        receipts.stream().mapToLong(Receipt::rows).sum(),
        receipts.stream().mapToLong(r -> r.files().size()).sum(),
        receipts.stream().mapToLong(r -> r.range().rejected()).sum(),
        ends.getOrDefault(table.topic(), 0L)
            - positions.values().stream().mapToLong(Long::longValue).sum(),
        tasks.freshnessMs(),
        tasks.bufferedBytes(),
        tasks.waitingFor().isEmpty() ? unreadable : tasks.waitingFor(),
        trouble(connector));
  }

  private static String state(ConnectorStatus status) {
    if (status == null) {
      return "UNKNOWN";
    }
    if (status.all().stream().anyMatch(task -> task.failed())) {
      return RunState.FAILED.name();
    }
    return status.running() ? RunState.RUNNING.name() : "STARTING";
  }

  private String trouble(String connector) {
    return process.keeper().troubles().stream()
        .filter(trouble -> trouble.id().connector().equals(connector) && trouble.failed())
        .map(Trouble::reason)
        .findFirst()
        .orElse("");
  }

  @Override
  public synchronized void close() {
    log.close();
  }
}
