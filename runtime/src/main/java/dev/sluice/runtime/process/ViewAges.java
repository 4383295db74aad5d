// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.process;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.core.metrics.TaskMeters;
import dev.sluice.runtime.batch.BatchLayer;
import dev.sluice.warehouse.Refreshes;
import dev.sluice.warehouse.dialect.TableName;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * How old the views are that do not follow each commit. The warehouse is asked every few seconds,
 * so that nobody who looks waits for it.
 */
final class ViewAges implements AutoCloseable {
  private static final long SECONDS_BETWEEN_LOOKS = 3;

  private final Map<String, ViewStatus.Kind> kinds = new LinkedHashMap<>();
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final Warehouse warehouse;
  private final BatchLayers batches;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "view-ages");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * What a look has found.
   *
   * @param trouble why it has found nothing; empty otherwise
   */
  private record Seen(Optional<Instant> computed, String trouble) {
    static final Seen NOTHING = new Seen(Optional.empty(), "");

    long ageMs() {
      return computed
          .map(then -> Math.max(0, Duration.between(then, Instant.now()).toMillis()))
          .orElse(-1L);
    }
  }

  private ViewAges(Warehouse warehouse, BatchLayers batches) {
    this.warehouse = warehouse;
    this.batches = batches;
  }

  static ViewAges start(SluiceProcess process) {
    ViewAges ages = new ViewAges(process.warehouse(), process.batches());
    process.batches().all().forEach(l -> ages.kinds.put(l.name(), ViewStatus.Kind.BATCH));
    process.file().views().stream()
        .filter(view -> view.refresh().isPresent())
        .forEach(view -> ages.kinds.put(view.name(), ViewStatus.Kind.REFRESH));
    ages.kinds.keySet().forEach(ages::publish);
    if (!ages.kinds.isEmpty()) {
      ages.looks.scheduleWithFixedDelay(ages::look, 0, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
    }
    return ages;
  }

  private static ObjectName bean(String view) throws JMException {
    return new ObjectName("sluice:type=view,view=" + TaskMeters.inObjectName(view));
  }

  private void publish(String view) {
    ViewAgeMXBean age = () -> seen.getOrDefault(view, Seen.NOTHING).ageMs();
    try {
      ManagementFactory.getPlatformMBeanServer()
          .registerMBean(new StandardMBean(age, ViewAgeMXBean.class, true), bean(view));
    } catch (JMException e) {
      throw new IllegalStateException("cannot publish the age of view " + view, e);
    }
  }

  private void look() {
    kinds.forEach(
        (view, kind) -> {
          try {
            seen.put(view, new Seen(computed(view, kind), ""));
          } catch (SQLException | UnavailableException | RefusedException e) {
            Seen before = seen.getOrDefault(view, Seen.NOTHING);
            seen.put(view, new Seen(before.computed(), String.valueOf(e.getMessage())));
          }
        });
  }

  private Optional<Instant> computed(String view, ViewStatus.Kind kind) throws SQLException {
    return kind == ViewStatus.Kind.BATCH
        ? batches.find(view).flatMap(BatchLayer::loaded)
        : Refreshes.last(warehouse.database(), TableName.parse(view));
  }

  List<ViewStatus> all() {
    return kinds.keySet().stream().map(this::status).toList();
  }

  private ViewStatus status(String view) {
    Seen last = seen.getOrDefault(view, Seen.NOTHING);
    Optional<BatchLayer> batch = batches.find(view);
    String state =
        batch
            .map(layer -> layer.status().state().name())
            .orElse(last.computed().isPresent() ? "LOADED" : "NONE");
    String failed = batch.map(layer -> layer.status().error()).orElse("");
    return new ViewStatus(
        view, kinds.get(view), state, last.ageMs(), failed.isEmpty() ? last.trouble() : failed);
  }

  @Override
  public void close() throws InterruptedException, JMException {
    looks.shutdownNow();
    looks.awaitTermination(10, TimeUnit.SECONDS);
    for (String view : kinds.keySet()) {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(bean(view));
    }
  }
}
