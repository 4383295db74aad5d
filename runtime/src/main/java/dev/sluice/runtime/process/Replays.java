// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.formats.Format;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.replay.LakeParts;
import dev.sluice.runtime.replay.LakeTable;
import dev.sluice.runtime.replay.Replay;
import dev.sluice.runtime.replay.ReplayStatus;
import dev.sluice.runtime.worker.ConnectClient;
import dev.sluice.runtime.worker.ConnectorStatus;
import dev.sluice.runtime.worker.RunState;
import dev.sluice.views.ViewDefinition;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.Generation;
import dev.sluice.warehouse.Lateness;
import dev.sluice.warehouse.TableGenerations;
import dev.sluice.warehouse.ViewMaintenance;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Replays of a pipeline's warehouse tables: one at a time. */
final class Replays implements AutoCloseable {
  private final SluiceProcess process;
  private final Map<String, Replay> latest = new ConcurrentSkipListMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "replays");
            thread.setDaemon(true);
            return thread;
          });

  private Replays(SluiceProcess process) {
    this.process = process;
  }

  /**
   * What an earlier life was cut off in is undone where it is in the way: a served table's
   * connector that stands still goes on, and one that filled a generation ends, until the replay is
   * asked for again.
   */
  static Replays start(SluiceProcess process) {
    Replays replays = new Replays(process);
    ConnectClient connect = process.worker().client();
    Map<String, ConnectorStatus> there = connect.statuses();
    for (PipelineFile.Section table : process.file().warehouseTables()) {
      String served = ConnectorPlans.warehouseName(process.file(), table);
      there.keySet().stream()
          .filter(
              name ->
                  name.startsWith(served) && name.substring(served.length()).matches("-g[0-9]+"))
          .forEach(connect::delete);
      ConnectorStatus status = there.get(served);
      boolean stopped =
          status != null && status.all().stream().anyMatch(s -> s.state() == RunState.STOPPED);
      if (stopped && replays.mayHaveStopped(table)) {
        connect.resume(served);
      }
    }
    return replays;
  }

  /** What somebody else has stopped stays so; where that cannot be told, data had better flow. */
  private boolean mayHaveStopped(PipelineFile.Section table) {
    try {
      return !generations(table.name()).isEmpty();
    } catch (UnavailableException e) {
      return true;
    }
  }

  /** How the latest of a table is; nothing has been asked of it yet otherwise. */
  ReplayStatus status(String table) {
    Replay replay = latest.get(tableOf(table).name());
    return replay == null ? ReplayStatus.none(table) : replay.status();
  }

  /** How the latest of a table is, without a look into the file. */
  ReplayStatus running(String table) {
    Replay replay = latest.get(table);
    return replay == null ? ReplayStatus.none(table) : replay.status();
  }

  /**
   * Asks for a replay of a table, or for a view to be made anew of its table; one that runs is not
   * asked for again.
   *
   * @param lake whether all that the lake has is read from it
   * @param anyway whether it is served even if its rows differ
   */
  synchronized ReplayStatus replay(String name, boolean lake, boolean anyway) {
    return view(name).isPresent()
        ? ask(tableOf(name), false, Replay::views)
        : ask(table(name), lake, replay -> replay.forward(anyway));
  }

  private Optional<PipelineFile.View> view(String name) {
    return process.file().views().stream()
        .filter(view -> view.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /**
   * Asks for an older generation.
   *
   * @param generation its number; 0 for the one that was served last
   */
  synchronized ReplayStatus rollback(String table, int generation) {
    return ask(table(table), false, replay -> replay.back(generation));
  }

  /** What a replay does. */
  private interface Run {
    void of(Replay replay);
  }

  private ReplayStatus ask(PipelineFile.Section table, boolean lake, Run run) {
    Optional<Replay> running =
        latest.values().stream().filter(r -> !r.status().ended()).findFirst();
    if (running.isPresent()) {
      throw new RefusedException(
          "Table " + running.get().table() + " is being replayed; one at a time");
    }
    if (process.file().late().get(WarehouseSettings.LATE_AFTER) == Lateness.After.SIDE) {
      throw new RefusedException(
          "Tables whose late rows are kept aside (late: {after: side}) are not replayed: those rows"
              + " would not move with their generation");
    }
    Replay replay = replay(table, lake);
    latest.put(table.name(), replay);
    ReplayStatus asked = replay.ask();
    worker.execute(() -> run.of(replay));
    return asked;
  }

  List<Generation> generations(String table) {
    try (TableGenerations generations = new TableGenerations(process.warehouse().database())) {
      return generations.of(TableName.parse(table(table).name()));
    }
  }

  /** Drops a generation that is not served. */
  synchronized void drop(String table, int number) {
    PipelineFile.Section section = table(table);
    if (!status(table).ended()) {
      throw new RefusedException(
          "Table " + table + " is being replayed; wait until that has ended");
    }
    try (TableGenerations generations = new TableGenerations(process.warehouse().database())) {
      Generation dropped =
          generations.of(TableName.parse(section.name())).stream()
              .filter(generation -> generation.number() == number)
              .findFirst()
              .orElseThrow(
                  () -> new RefusedException("Table " + table + " has no generation " + number));
      generations.drop(dropped, ConnectorPlans.warehouseName(process.file(), section));
    }
  }

  private PipelineFile.Section table(String name) {
    process.file().emitted().stream()
        .filter(view -> view.name().equalsIgnoreCase(name))
        .findFirst()
        .ifPresent(
            view -> {
              throw new RefusedException(
                  "view "
                      + name
                      + " is emitted to topic "
                      + view.topic()
                      + ", and who reads that cannot be switched from here: give the new definition"
                      + " a file and a topic of its own, name that topic as the one of the tables"
                      + " that are to follow, and sluice replay makes each of it");
            });
    List<PipelineFile.Section> tables = process.file().warehouseTables();
    return tables.stream()
        .filter(table -> table.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "the pipeline has no warehouse table '"
                        + name
                        + "'; it has "
                        + tables.stream()
                            .map(PipelineFile.Section::name)
                            .collect(Collectors.joining(", "))));
  }

  /** The table of that name, or the first one that the view of that name reads. */
  private PipelineFile.Section tableOf(String name) {
    return view(name)
        .flatMap(
            view ->
                process.file().warehouseTables().stream()
                    .filter(table -> process.file().viewsOver(table).contains(view))
                    .findFirst())
        .orElseGet(() -> table(name));
  }

  private Replay replay(PipelineFile.Section table, boolean lake) {
    PipelineFile file = process.file();
    String connector = ConnectorPlans.warehouseName(file, table);
    Map<String, String> own = new HashMap<>(process.plans().warehouse(table, table.topic()));
    own.put("schema.registry.url", process.registryUrl());
    List<PipelineFile.View> views = file.viewsOver(table);
    return new Replay(
        new Replay.Subject(
            TableName.parse(table.name()),
            connector,
            new Making(process.plans(), table),
            new ViewMaintenance(
                views.stream().map(v -> new ViewDefinition(v.name(), v.sql())).toList(),
                Databases.viewDialect(process.plans().warehouseUrl()),
                keys(table, views))),
        process.worker().client(),
        process.warehouse().database(),
        new LakeParts(
                lakeTable(table.topic(), Format.RAW), lakeTable(table.topic(), Format.PARQUET))
            .of(
                own,
                table.topic(),
                connector,
                process.kafkaClient(),
                lake,
                process.home().data().resolve("replay")),
        process.kafkaClient());
  }

  /** By the file, and by what the plans know of it. */
  private record Making(ConnectorPlans plans, PipelineFile.Section table) implements Replay.Making {
    @Override
    public String topic() {
      return table.topic();
    }

    @Override
    public Map<String, String> of(String topic) {
      return plans.warehouse(table, topic);
    }

    @Override
    public void switched(String topic) {
      plans.make(table, topic);
    }
  }

  private Map<String, List<String>> keys(
      PipelineFile.Section table, List<PipelineFile.View> views) {
    Map<String, List<String>> keys = new HashMap<>(process.file().keysOf(views));
    Settings settings = table.settings();
    keys.put(table.name(), settings.find(WarehouseSettings.KEY).orElse(List.of()));
    return keys;
  }

  private Optional<LakeTable> lakeTable(String topic, Format format) {
    PipelineFile file = process.file();
    return file.lakeTables().stream()
        .filter(table -> table.topic().equals(topic))
        .filter(table -> table.settings().get(FormatSettings.FORMAT) == format)
        .findFirst()
        .map(
            table ->
                new LakeTable(
                    table.name(),
                    ConnectorPlans.lakeName(file, table),
                    process.plans().lakeLocation(table),
                    () -> process.plans().lakeStore(table),
                    table.settings().get(FormatSettings.KAFKA)));
  }

  @Override
  public void close() throws InterruptedException {
    worker.shutdownNow();
    worker.awaitTermination(10, TimeUnit.SECONDS);
  }
}
