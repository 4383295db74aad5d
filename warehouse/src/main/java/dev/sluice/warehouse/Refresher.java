// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes views on a schedule. Each task of each table that a view reads has one of these; which
 * of them does it is settled by a row of {@link Refreshes}: who finds that the time has come.
 */
final class Refresher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);
  private static final Duration LOOKS = Duration.ofMillis(200);
  private static final Duration MISSING = Duration.ofSeconds(1);
  private static final Duration STOPPED = Duration.ofSeconds(10);

  private final Dialect dialect;
  private final Session session;
  private final ScheduledExecutorService worker;
  private final Set<TableName> anew = new HashSet<>();

  private Refresher(Database database) {
    this.dialect = database.dialect();
    this.session = new Session(database);
    this.worker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "sluice-refresh");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts the schedules.
   *
   * @param database stays open; the caller closes it after this
   */
  static Refresher start(Database database, List<RefreshedView> views) {
    Refresher refresher = new Refresher(database);
    for (RefreshedView view : views) {
      // Sooner than it is due, because its tables may not be there yet, or others may be ahead.
      long looks = Math.max(1, Math.min(LOOKS.toMillis(), view.every().toMillis()));
      refresher.worker.scheduleWithFixedDelay(
          refresher.looking(view), 0, looks, TimeUnit.MILLISECONDS);
    }
    return refresher;
  }

  private Runnable looking(RefreshedView view) {
    return new Runnable() {
      private Instant notBefore = Instant.MIN;

      @Override
      public void run() {
        if (!Instant.now().isBefore(notBefore)) {
          notBefore = refreshed(view);
        }
      }
    };
  }

  /** Refreshes a view, if that is due, and answers when to look again. */
  private Instant refreshed(RefreshedView view) {
    TableName name = view.view().name();
    try {
      return session.plan("refreshing view " + name, name, tx -> refresh(tx, view));
    } catch (RefusedException e) {
      // Types of the tables' columns may have changed: then it is made anew.
      LOG.warn("View {} could not be refreshed, and is made anew next: {}", name, e.getMessage());
      anew.add(name);
    } catch (RuntimeException e) {
      LOG.warn("View {} could not be refreshed; what it holds stays: {}", name, e.getMessage());
    }
    return Instant.now().plus(view.every());
  }

  private Instant refresh(Tx tx, RefreshedView view) throws SQLException {
    Instant now = Instant.now();
    MaintainedView made = view.view();
    for (TableName table : view.tables()) {
      if (dialect.find(tx.connection(), table).isEmpty()) {
        return now.plus(view.every().compareTo(MISSING) < 0 ? view.every() : MISSING);
      }
    }
    boolean same =
        !anew.contains(made.name())
            && dialect.find(tx.connection(), made.name()).isPresent()
            && Generations.ofViews()
                .serving(tx, made.name())
                .filter(g -> g.definition().equals(made.definition()))
                .isPresent();
    Optional<Instant> due = Refreshes.last(tx, made.name()).map(last -> last.plus(view.every()));
    if (same && due.isPresent() && now.isBefore(due.get())) {
      return due.get();
    }
    // Whoever still keeps it in the transactions of a table, by an older file, ends that first.
    tx.executeAll(made.locks());
    if (same) {
      tx.execute("DELETE FROM " + made.name().sql());
      tx.executeAll(made.making().fill(made.name().name()));
    } else {
      new ViewTables(dialect).prepare(tx, List.of(made), true);
      anew.remove(made.name());
    }
    Refreshes.note(tx, made.name(), now);
    return now.plus(view.every());
  }

  @Override
  public void close() {
    worker.shutdownNow();
    try {
      if (!worker.awaitTermination(STOPPED.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("A view is still being refreshed; its transaction is left to end by itself");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    session.close();
  }
}
