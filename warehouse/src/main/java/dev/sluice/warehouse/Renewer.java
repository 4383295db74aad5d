// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.views.Renewal;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.Fault;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the next generations of views beside those who change their tables: fills each in one
 * snapshot, computes the keys anew that have been noted since, in rounds, and serves it when few
 * are left. Each task has one; a lock of the generation's table lets one at a time do a step, so
 * that it does not matter which.
 */
final class Renewer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Renewer.class);
  private static final Duration STOPPED = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Keys that are computed anew while writers wait. */
  private static final long FEW = 2_000;

  /** Rounds after which writers wait for the rest, however much it is. */
  private static final int ROUNDS = 20;

  private final Database database;
  private final Dialect dialect;
  private final Maintenance maintenance;
  private final List<BegunView> views;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile Tx running;
  private volatile Optional<RefusedException> failure = Optional.empty();

  private Renewer(Database database, Maintenance maintenance, List<BegunView> views) {
    this.database = database;
    this.dialect = database.dialect();
    this.maintenance = maintenance;
    this.views = List.copyOf(views);
    this.thread = new Thread(this::run, "sluice-renew");
    thread.setDaemon(true);
  }

  /**
   * Starts.
   *
   * @param database stays open; the caller closes it after this
   */
  static Renewer start(Database database, Maintenance maintenance, List<BegunView> views) {
    Renewer renewer = new Renewer(database, maintenance, views);
    renewer.thread.start();
    return renewer;
  }

  boolean isRunning() {
    return thread.isAlive();
  }

  /**
   * Tells what is wrong with a view.
   *
   * @throws RefusedException if the database does not compute it
   */
  void requireNoFailure() {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private void run() {
    for (BegunView view : views) {
      boolean done = false;
      while (!done && !stopping) {
        try {
          make(view);
          done = true;
        } catch (SQLException e) {
          done = isOver(view) || isRefused(view, e);
        }
      }
    }
  }

  /** Another task may have served it, and its table has another name since. */
  private boolean isOver(BegunView view) {
    try (Connection connection = database.connect()) {
      return !isWanted(new Tx(connection), view);
    } catch (SQLException e) {
      LOG.debug("Whether the view is still to be made anew is asked again", e);
      return false;
    }
  }

  private boolean isRefused(BegunView view, SQLException e) {
    if (stopping) {
      return true;
    }
    TableName name = view.generation().name();
    Fault fault = dialect.fault(e);
    if (fault == Fault.DATA || fault == Fault.SETUP) {
      failure =
          Optional.of(
              new RefusedException(
                  "The next generation of view "
                      + name
                      + " cannot be made ("
                      + e.getMessage()
                      + "); the one before is served: correct the view's SQL, then restart",
                  e));
      return true;
    }
    LOG.warn("The next generation of view {} is tried again: {}", name, e.getMessage());
    pause();
    return false;
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }

  private void make(BegunView view) throws SQLException {
    // Not by a session, which is for one writer at a time: this is to go on beside them.
    try (Connection connection = database.connect()) {
      Tx tx = new Tx(connection);
      running = tx;
      if (!isWanted(tx, view)) {
        return;
      }
      long noted = beside(tx, view, this::fill);
      for (int round = 0; noted > FEW && round < ROUNDS; round++) {
        noted = beside(tx, view, this::round);
      }
      if (noted >= 0) {
        serve(tx, view);
      }
    } finally {
      running = null;
    }
  }

  /** A step that others do not wait for. */
  private interface Step {
    void run(Tx tx, BegunView view) throws SQLException;
  }

  /**
   * Does a step in a transaction that sees one moment.
   *
   * @return keys that have been noted since; negative if the generation is not asked for any more
   */
  private long beside(Tx tx, BegunView view, Step step) throws SQLException {
    lock(database.maker());
    boolean done = false;
    try {
      tx.execute("BEGIN");
      tx.executeAll(dialect.ofOneMoment(view.generation().table()));
      boolean wanted = isWanted(tx, view);
      if (wanted) {
        step.run(tx, view);
      }
      tx.execute("COMMIT");
      done = true;
      return wanted ? noted(tx, view) : -1;
    } finally {
      end(tx, done);
      database.maker().unlock();
    }
  }

  private static boolean isWanted(Tx tx, BegunView view) throws SQLException {
    return Generations.ofViews().of(tx, view.generation().name()).contains(view.generation());
  }

  private static long noted(Tx tx, BegunView view) throws SQLException {
    return tx.query(row -> row.getLong(1), "SELECT count(*) FROM " + TableName.quote(notes(view)))
        .get(0);
  }

  private static String notes(BegunView view) {
    return Renewal.notes(view.generation().table().name());
  }

  /** Another task may have filled it. */
  private void fill(Tx tx, BegunView view) throws SQLException {
    boolean empty =
        tx.query(row -> 1, "SELECT 1 FROM " + view.generation().table().sql() + " LIMIT 1")
            .isEmpty();
    if (empty) {
      LOG.info("The next generation of view {} is being filled", view.generation().name());
      tx.executeAll(view.renewal().fill());
    }
  }

  private void round(Tx tx, BegunView view) throws SQLException {
    tx.executeAll(view.renewal().round());
  }

  /** The last round, for which writers wait, and the switch. */
  private void serve(Tx tx, BegunView view) throws SQLException {
    lock(database.maker());
    database.writer().lock();
    boolean done = false;
    try {
      tx.execute("BEGIN");
      // Writers wait meanwhile, and some reader may look at the view for long.
      tx.execute(dialect.impatient());
      tx.executeAll(maintenance.lock(view.generation().name().toString(), false));
      if (isWanted(tx, view)) {
        tx.executeAll(view.renewal().round());
        Generations.ofViews().serve(tx, view.generation(), true);
        tx.executeAll(view.renewal().end());
        LOG.info("The next generation of view {} is served", view.generation().name());
      }
      tx.execute("COMMIT");
      done = true;
    } finally {
      end(tx, done);
      database.writer().unlock();
      database.maker().unlock();
    }
  }

  private void lock(Lock lock) throws SQLException {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
      throw new SQLException("the task is stopping", e);
    }
  }

  private static void end(Tx tx, boolean done) {
    if (!done) {
      try {
        tx.execute("ROLLBACK");
      } catch (SQLException e) {
        LOG.debug("Rollback failed; the connection is dropped, which rolls back too", e);
      }
    }
  }

  /** Ends what another thread waits for. */
  private interface End {
    void run() throws SQLException;
  }

  /** DuckDB ends a statement and no connection, and a connection that is lost ends no statement. */
  private static void giveUp(End end) {
    try {
      end.run();
    } catch (SQLException e) {
      LOG.debug("What was given up could not be ended", e);
    }
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    Tx abandoned = running;
    if (abandoned != null) {
      // It may wait in the database for minutes, and what it has done is done again.
      giveUp(abandoned::cancel);
      giveUp(() -> abandoned.connection().abort(Runnable::run));
    }
    try {
      thread.join(STOPPED.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
