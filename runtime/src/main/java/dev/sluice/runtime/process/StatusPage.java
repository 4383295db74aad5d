// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.commit.Ledger;
import dev.sluice.core.commit.Total;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.record.TopicPartition;
import dev.sluice.decoders.contract.Contract;
import dev.sluice.decoders.contract.Objective;
import dev.sluice.lake.files.LakeLedger;
import dev.sluice.lake.stores.Store;
import dev.sluice.runtime.http.Handler;
import dev.sluice.runtime.http.Request;
import dev.sluice.runtime.http.Response;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.replay.ReplayStatus;
import dev.sluice.runtime.verify.KafkaLog;
import dev.sluice.runtime.worker.ConnectRefusal;
import dev.sluice.runtime.worker.ConnectorStatus;
import dev.sluice.runtime.worker.RunState;
import dev.sluice.runtime.worker.TaskStatus;
import dev.sluice.runtime.worker.Trouble;
import dev.sluice.streams.app.EmittedStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * {@code /status}: totals from the ledgers, lag from Kafka, states from Connect, waits from the
 * tasks.
 */
final class StatusPage implements Handler, AutoCloseable {
  /** Who asks for a status would rather hear that Kafka does not answer than wait for it. */
  private static final Map<String, String> IMPATIENT =
      Map.of("default.api.timeout.ms", "5000", "request.timeout.ms", "5000");

  private final SluiceProcess process;
  private final KafkaLog log;
  private final Lag lag;
  private final Lag emittedLag;
  private final List<Store> stores = new ArrayList<>();
  private final Map<String, LakeLedger> lakes = new LinkedHashMap<>();

  private final Map<String, WarehouseReceipts> warehouses = new HashMap<>();

  /** What the contracts of topics say of tables as a whole, by topic. */
  private final Map<String, List<Objective>> contracts = new HashMap<>();

  /** What to show while a ledger cannot be read, by connector. */
  private final Map<String, Map<TopicPartition, Total>> lastRead = new HashMap<>();

  /** What to show while Kafka does not answer, by topic. */
  private final Map<String, Map<TopicPartition, KafkaLog.Bounds>> lastBounds = new HashMap<>();

  /** The same, by emitted view. */
  private final Map<String, Map<TopicPartition, Long>> lastPositions = new HashMap<>();

  /** Why {@link #lastBounds} are old; empty if they are not. */
  private String kafkaTrouble = "";

  StatusPage(SluiceProcess process) {
    this.process = process;
    Map<String, String> client = new HashMap<>(IMPATIENT);
    client.putAll(process.kafkaClient());
    this.log = new KafkaLog(client);
    this.lag = new Lag(log);
    this.emittedLag = new Lag(log);
    for (PipelineFile.Section table : process.file().lakeTables()) {
      String name = ConnectorPlans.lakeName(process.file(), table);
      Store store = process.plans().lakeStore(table);
      stores.add(store);
      lakes.put(name, new LakeLedger(table.name(), store, name));
    }
  }

  @Override
  public Response handle(Request request) {
    return Response.json(status());
  }

  /** One at a time: ledgers and consumer are not thread-safe. */
  synchronized PipelineStatus status() {
    PipelineFile file = process.file();
    Map<String, Map<TopicPartition, KafkaLog.Bounds>> bounds = bounds(file);
    Map<String, ConnectorStatus> states = states();
    List<TableStatus> tables = new ArrayList<>();
    for (PipelineFile.Section table : file.lakeTables()) {
      String name = ConnectorPlans.lakeName(file, table);
      tables.add(status("lake", table, name, lakes.get(name), bounds, states.get(name)));
    }
    for (PipelineFile.Section table : file.warehouseTables()) {
      String name = ConnectorPlans.warehouseName(file, table);
      tables.add(
          status(
              "warehouse",
              table,
              name,
              warehouses.computeIfAbsent(name, n -> process.warehouse().receipts(table.name(), n)),
              bounds,
              states.get(name)));
    }
    return new PipelineStatus(
        file.name(),
        process.kafkaClient().get("bootstrap.servers"),
        process.registryUrl(),
        process.worker().restUrl().toString(),
        ConnectorPlans.deadLetterTopic(file),
        bounds.values().stream()
            .flatMap(partitions -> partitions.values().stream())
            .mapToLong(KafkaLog.Bounds::end)
            .sum(),
        tables,
        process.emitted().all().stream().map(view -> emitted(view, bounds)).toList(),
        process.ages().all());
  }

  private EmittedStatus emitted(
      EmittedViews.Running view, Map<String, Map<TopicPartition, KafkaLog.Bounds>> bounds) {
    String name = view.status().view();
    if (kafkaTrouble.isEmpty()) {
      lastPositions.put(name, view.positions());
    }
    Map<TopicPartition, Long> positions = lastPositions.getOrDefault(name, Map.of());
    long sum = 0;
    for (Map.Entry<TopicPartition, KafkaLog.Bounds> partition :
        bounds.getOrDefault(view.stream(), Map.of()).entrySet()) {
      long position = positions.getOrDefault(partition.getKey(), 0L);
      sum += lag(emittedLag, partition, position);
    }
    return view.status().withLag(sum);
  }

  private Map<String, ConnectorStatus> states() {
    try {
      return process.worker().client().statuses();
    } catch (ConnectRefusal e) {
      return Map.of();
    }
  }

  /** As Kafka says now, or has said last: a process that waits for Kafka has a status too. */
  private Map<String, Map<TopicPartition, KafkaLog.Bounds>> bounds(PipelineFile file) {
    kafkaTrouble = "";
    try {
      for (PipelineFile.Section topic : file.topics()) {
        lastBounds.put(topic.name(), log.bounds(topic.name()));
      }
    } catch (UnavailableException e) {
      kafkaTrouble = e.getMessage();
    }
    return Map.copyOf(lastBounds);
  }

  private TableStatus status(
      String destination,
      PipelineFile.Section table,
      String connector,
      Ledger ledger,
      Map<String, Map<TopicPartition, KafkaLog.Bounds>> bounds,
      ConnectorStatus state) {
    Map<TopicPartition, Total> totals = lastRead.getOrDefault(connector, Map.of());
    String unreadable = kafkaTrouble;
    long late = 0;
    try {
      totals = ledger.totals();
      lastRead.put(connector, totals);
      late = ledger instanceof WarehouseReceipts receipts ? receipts.late() : 0;
    } catch (UnavailableException | RefusedException e) {
      // Refused: the table may be gone between finding it and reading it, or somebody changed it.
      unreadable = e.getMessage();
    }
    TaskBeans tasks = TaskBeans.of(connector);
    return new TableStatus(
        destination,
        table.name(),
        connector,
        state(state),
        workers(state),
        sum(totals, Total::records),
        sum(totals, Total::rows),
        sum(totals, Total::deletes),
        sum(totals, Total::ignored),
        sum(totals, Total::files),
        sum(totals, Total::rejected),
        late,
        lag(bounds.getOrDefault(madeOf(destination, table), Map.of()), totals),
        tasks.freshnessMs(),
        tasks.bufferedBytes(),
        tasks.broken(),
        objectives(table, tasks.freshnessMs(), sum(totals, Total::rows)),
        Stream.of(
                tasks.waitingFor(),
                unreadable,
                replaying(destination, table),
                replayOf(destination, table))
            .filter(reason -> !reason.isEmpty())
            .findFirst()
            .orElse(""),
        trouble(connector));
  }

  /** How far a replay of a table is that is under way. */
  private String replaying(String destination, PipelineFile.Section table) {
    ReplayStatus replay = process.replays().running(table.name());
    return destination.equals("lake") || replay.ended()
        ? ""
        : String.format(
            "a replay, %s: %,d of %,d records",
            replay.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            replay.records(),
            replay.expected());
  }

  private String madeOf(String destination, PipelineFile.Section table) {
    return destination.equals("warehouse") ? process.plans().made(table).topic() : table.topic();
  }

  /** What a table waits for that is made of another topic than the file names; mostly nothing. */
  private String replayOf(String destination, PipelineFile.Section table) {
    String topic = madeOf(destination, table);
    return topic.equals(table.topic())
        ? ""
        : "sluice replay "
            + table.name()
            + ", to be made of topic "
            + table.topic()
            + "; it is of "
            + topic
            + " until then";
  }

  private List<ObjectiveStatus> objectives(
      PipelineFile.Section table, long freshnessMs, long rows) {
    List<Objective> promised =
        contracts.computeIfAbsent(
            table.topic(),
            topic -> process.file().contractOf(table).map(Contract::objectives).orElse(List.of()));
    return promised.stream()
        .map(
            one -> {
              long now =
                  switch (one.measure()) {
                    case FRESHNESS_MS -> freshnessMs;
                    case ROWS -> rows;
                  };
              return new ObjectiveStatus(one.name(), one.least(), one.most(), now, one.isMet(now));
            })
        .toList();
  }

  private static long sum(Map<TopicPartition, Total> totals, ToLongFunction<Total> figure) {
    return totals.values().stream().mapToLong(figure).sum();
  }

  private long lag(Map<TopicPartition, KafkaLog.Bounds> bounds, Map<TopicPartition, Total> totals) {
    long sum = 0;
    for (Map.Entry<TopicPartition, KafkaLog.Bounds> partition : bounds.entrySet()) {
      Total total = totals.get(partition.getKey());
      long position = total == null ? 0 : total.position();
      sum += lag(lag, partition, position);
    }
    return sum;
  }

  /** What is left of a partition; while Kafka does not answer, offsets are taken for records. */
  private long lag(Lag of, Map.Entry<TopicPartition, KafkaLog.Bounds> partition, long position) {
    if (!kafkaTrouble.isEmpty()) {
      return Math.max(0, partition.getValue().end() - position);
    }
    try {
      return of.of(partition.getKey(), position, partition.getValue());
    } catch (UnavailableException e) {
      kafkaTrouble = e.getMessage();
      return Math.max(0, partition.getValue().end() - position);
    }
  }

  private static List<String> workers(ConnectorStatus status) {
    return status == null
        ? List.of()
        : status.tasks().stream().map(TaskStatus::worker).distinct().sorted().toList();
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
    stores.forEach(Store::close);
    warehouses.values().forEach(WarehouseReceipts::close);
    log.close();
  }
}
