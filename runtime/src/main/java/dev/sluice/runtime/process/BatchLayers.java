// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.lake.stores.Store;
import dev.sluice.runtime.StartupException;
import dev.sluice.runtime.batch.BatchEngine;
import dev.sluice.runtime.batch.BatchLayer;
import dev.sluice.runtime.batch.BatchStatus;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.views.Base;
import dev.sluice.views.LayeredView;
import dev.sluice.views.SqlParser;
import dev.sluice.views.ViewDefinition;
import dev.sluice.views.ViewRefusal;
import dev.sluice.warehouse.Databases;
import dev.sluice.warehouse.WarehouseSettings;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The batch layers of a pipeline's views: one batch at a time, when asked and by their schedule.
 */
final class BatchLayers implements AutoCloseable {
  private final Map<String, BatchLayer> layers = new LinkedHashMap<>();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "batch-layers");
            thread.setDaemon(true);
            return thread;
          });

  static BatchLayers start(SluiceProcess process) {
    BatchLayers all = new BatchLayers();
    for (PipelineFile.View view : process.file().views()) {
      view.layers().ifPresent(layers -> all.add(process, view, layers));
    }
    return all;
  }

  private void add(SluiceProcess process, PipelineFile.View view, PipelineFile.Layers layers) {
    BatchLayer layer = layer(process, view, layers);
    this.layers.put(view.name(), layer);
    layers
        .every()
        .ifPresent(
            every ->
                worker.scheduleWithFixedDelay(
                    () -> runNow(layer, BatchEngine.Name.DUCKDB),
                    every.toMillis(),
                    every.toMillis(),
                    TimeUnit.MILLISECONDS));
  }

  private static BatchLayer layer(
      SluiceProcess process, PipelineFile.View view, PipelineFile.Layers layers) {
    PipelineFile file = process.file();
    ConnectorPlans plans = process.plans();
    PipelineFile.Section lake = section(file.lakeTables(), layers.lake());
    PipelineFile.Section table = section(file.warehouseTables(), layers.table());
    TableName name = TableName.parse(table.name());
    Supplier<Store> store = () -> plans.lakeStore(lake);
    return new BatchLayer(
        new BatchLayer.Source(
            store,
            plans.lakeLocation(lake),
            ConnectorPlans.lakeName(file, lake),
            lake.settings(),
            process.home().data().resolve("batch")),
        layeredView(view, name, plans),
        new BatchLayer.Target(
            process.warehouse().database(),
            name,
            table.settings().find(WarehouseSettings.WHERE).orElse(""),
            ConnectorPlans.warehouseName(file, table),
            layers.memory()));
  }

  private static LayeredView layeredView(
      PipelineFile.View view, TableName table, ConnectorPlans plans) {
    try (SqlParser parser = SqlParser.open()) {
      return LayeredView.of(
          parser,
          new ViewDefinition(view.name(), view.sql()),
          Databases.viewDialect(plans.warehouseUrl()),
          List.of(new Base(table.name(), table.sql(), List.of(), List.of())));
    } catch (ViewRefusal | SQLException e) {
      throw new StartupException(e.getMessage(), e);
    }
  }

  private static PipelineFile.Section section(List<PipelineFile.Section> all, String name) {
    return all.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  List<BatchLayer> all() {
    return List.copyOf(layers.values());
  }

  Optional<BatchLayer> find(String view) {
    return layers.values().stream().filter(layer -> layer.name().equals(view)).findFirst();
  }

  /** Asks for a batch; one that waits or runs is not asked for again. */
  BatchStatus ask(BatchLayer layer, BatchEngine.Name engine) {
    synchronized (layer) {
      if (!layer.status().ended()) {
        return layer.status();
      }
      BatchStatus asked = layer.ask();
      worker.execute(() -> layer.run(engine));
      return asked;
    }
  }

  /** By the schedule, on the worker's thread. */
  private static void runNow(BatchLayer layer, BatchEngine.Name engine) {
    synchronized (layer) {
      if (!layer.status().ended()) {
        return;
      }
      layer.ask();
    }
    layer.run(engine);
  }

  @Override
  public void close() throws InterruptedException {
    worker.shutdownNow();
    worker.awaitTermination(10, TimeUnit.SECONDS);
  }
}
