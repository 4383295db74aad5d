// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.batch;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.files.LakeLedger;
import dev.sluice.lake.stores.Store;
import dev.sluice.lake.tables.iceberg.TableSnapshot;
import dev.sluice.views.LayeredView;
import dev.sluice.views.ViewDefinition;
import dev.sluice.warehouse.BatchLoad;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batch layer of one view: reads what the lake has committed, computes the view of it, and
 * loads the result with the boundary at which the commits end. Cut off anywhere, what was served
 * before is served on.
 */
public final class BatchLayer {
  private static final Logger LOG = LoggerFactory.getLogger(BatchLayer.class);

  private final Source source;
  private final LayeredView view;
  private final Target target;
  private volatile BatchStatus status;
  private volatile long began;

  /**
   * Where the rows come from.
   *
   * @param location the lake table's: a folder's path, or the address of a store
   * @param connector name of the lake table's connector, under which its commits are found
   * @param settings of the lake table: whether its files are those of commits, or those that a
   *     table lists
   * @param scratch a folder for the time being
   */
  public record Source(
      Supplier<Store> store, String location, String connector, Settings settings, Path scratch) {
    LakeSnapshot snapshot(Store open) {
      return switch (settings.get(LakeSettings.TABLE_FORMAT)) {
        case FILES -> LakeSnapshot.of(new LakeLedger(connector, open, connector).receipts());
        case ICEBERG ->
            TableSnapshot.of(settings, open, location, connector)
                .map(LakeSnapshot::of)
                .orElseGet(() -> LakeSnapshot.of(List.of()));
      };
    }
  }

  /**
   * Where the results go.
   *
   * @param where condition that a row must meet to reach the table; empty for all rows
   * @param connector name of the table's connector, under which its positions are found
   * @param memory that a batch may use, bytes
   */
  public record Target(
      Database database, TableName table, String where, String connector, long memory) {}

  public BatchLayer(Source source, LayeredView view, Target target) {
    this.source = source;
    this.view = view;
    this.target = target;
    this.status = BatchStatus.none(view.name());
  }

  public String name() {
    return view.name();
  }

  /** How far the latest batch is. */
  public BatchStatus status() {
    BatchStatus now = status;
    return now.ended()
        ? now
        : new BatchStatus(
            now.view(),
            now.run(),
            now.state(),
            now.done(),
            now.records(),
            now.rows(),
            now.boundary(),
            (System.nanoTime() - began) / 1_000_000,
            now.error());
  }

  /** Says that a batch has been asked for; {@link #run} follows. */
  public BatchStatus ask() {
    began = System.nanoTime();
    status =
        new BatchStatus(
            view.name(), status.run() + 1, BatchStatus.State.WAITING, 0, 0, 0, Map.of(), 0, "");
    return status;
  }

  /** Computes and loads; never throws, the status tells how it went. */
  public void run(BatchEngine.Name engine) {
    began = System.nanoTime();
    Path folder = null;
    try {
      Files.createDirectories(source.scratch());
      folder = Files.createTempDirectory(source.scratch(), view.name());
      run(engine, folder);
    } catch (RuntimeException | IOException e) {
      // Whatever it is, somebody waits for an end.
      LOG.warn("The batch of view {} has failed; what was served is served on", view.name(), e);
      to(BatchStatus.State.FAILED, 0, e.getMessage() == null ? e.toString() : e.getMessage());
    } finally {
      delete(folder);
    }
  }

  private void run(BatchEngine.Name name, Path folder) throws IOException {
    to(BatchStatus.State.READING_LAKE, 0, "");
    Path output = Files.createDirectory(folder.resolve("output"));
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    try (Store store = source.store().get();
        LocalFiles local = new LocalFiles(store, source.location(), folder.resolve("files"))) {
      LakeSnapshot snapshot = source.snapshot(store);
      long bytes = snapshot.files().stream().mapToLong(file -> file.bytes()).sum();
      status = at(BatchStatus.State.READING_LAKE, 0, snapshot, 0, "");
      if (snapshot.files().isEmpty()) {
        throw new RefusedException(
            "The lake at "
                + source.location()
                + " holds no rows yet; the speed layer serves all there is");
      }
      BatchJob job =
          new BatchJob(
              new ViewDefinition(view.name(), view.definition()),
              view.base(),
              target.where(),
              local.of(snapshot.files()),
              target.memory(),
              output,
              scratch);
      status = at(BatchStatus.State.COMPUTING, 0, snapshot, 0, "");
      engine(name)
          .run(job, done -> status = at(BatchStatus.State.COMPUTING, done, snapshot, 0, ""));
      status = at(BatchStatus.State.LOADING, 0, snapshot, 0, "");
      try (BatchLoad load = new BatchLoad(target.database())) {
        long rows = load.load(view, job.results(), snapshot.next());
        status = at(BatchStatus.State.LOADED, 1, snapshot, rows, "");
        LOG.info(
            "Batch layer of view {}: {} rows of {} records, {} bytes, up to {}",
            view.name(),
            rows,
            snapshot.rows(),
            bytes,
            snapshot.next());
      }
    }
  }

  private static BatchEngine engine(BatchEngine.Name name) {
    return switch (name) {
      case DUCKDB -> new DuckDbEngine();
      case SPARK -> new SparkEngine();
    };
  }

  private BatchStatus at(
      BatchStatus.State state, double done, LakeSnapshot snapshot, long rows, String error) {
    return new BatchStatus(
        view.name(),
        status.run(),
        state,
        done,
        snapshot.rows(),
        rows,
        snapshot.next(),
        (System.nanoTime() - began) / 1_000_000,
        error);
  }

  private void to(BatchStatus.State state, double done, String error) {
    BatchStatus now = status;
    status =
        new BatchStatus(
            now.view(),
            now.run(),
            state,
            done,
            now.records(),
            now.rows(),
            now.boundary(),
            (System.nanoTime() - began) / 1_000_000,
            error);
  }

  /** When the layer that is served was loaded; empty before the first batch. */
  public Optional<Instant> loaded() {
    try (BatchLoad load = new BatchLoad(target.database())) {
      return load.loaded(view);
    }
  }

  /**
   * Compares the layers over the offsets that both have.
   *
   * @return empty before the warehouse has the view
   */
  public Optional<BatchLoad.Drift> drift() {
    try (BatchLoad load = new BatchLoad(target.database())) {
      return load.drift(view, target.table(), target.connector());
    }
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      LOG.warn("The folder {} of a batch could not be removed", folder, e);
    }
  }
}
