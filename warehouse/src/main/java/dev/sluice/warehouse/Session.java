// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.failure.UnavailableException;
import dev.sluice.warehouse.dialect.Database;
import dev.sluice.warehouse.dialect.Fault;
import dev.sluice.warehouse.dialect.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, opened when first needed and again after it was lost. Runs transactions, and says
 * of every failure whose fault it is. Not thread-safe.
 */
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Database database;
  private Connection connection;

  Session(Database database) {
    this.database = database;
  }

  /** What is done within one transaction. */
  interface Work<T> {
    T run(Tx tx) throws SQLException;
  }

  /**
   * Runs the work in a transaction and commits it. When this throws, nothing of it is visible,
   * unless the answer to COMMIT was lost: then nobody can tell, and the exception is an {@link
   * UnavailableException}.
   *
   * @param what what is being done, for messages: {@code committing rows}
   * @throws DataFault if the database did not take a value
   */
  <T> T transact(String what, Work<T> work) throws DataFault {
    return run(what, work, "COMMIT");
  }

  private <T> T run(String what, Work<T> work, String end) throws DataFault {
    database.writer().lock();
    try {
      return inTransaction(work, end);
    } catch (SQLException e) {
      throw judged(what, e);
    } finally {
      database.writer().unlock();
    }
  }

  /**
   * Runs the work in a transaction that is rolled back in any case.
   *
   * @throws DataFault if the database did not take a value
   */
  <T> T rehearse(String what, Work<T> work) throws DataFault {
    return run(what, work, "ROLLBACK");
  }

  /** {@link #rehearse} for work that sees to refused values itself. */
  <T> T rehearsePlain(String what, Work<T> work) {
    try {
      return rehearse(what, work);
    } catch (DataFault e) {
      throw refused(what, (SQLException) e.getCause());
    }
  }

  /** A transaction that carries no user's values. */
  <T> T transactPlain(String what, Work<T> work) {
    try {
      return transact(what, work);
    } catch (DataFault e) {
      throw refused(what, (SQLException) e.getCause());
    }
  }

  /** A transaction that may run DDL, while others who would plan the same table wait. */
  <T> T plan(String what, TableName table, Work<T> work) {
    try {
      return transactPlain(
          what,
          tx -> {
            database.dialect().lockPlan(tx.connection(), table);
            return work.run(tx);
          });
    } finally {
      unlockPlan(table);
    }
  }

  private void unlockPlan(TableName table) {
    if (connection != null) {
      try {
        database.dialect().unlockPlan(connection, table);
      } catch (SQLException e) {
        LOG.debug("Unlocking failed; the connection is dropped, which unlocks too", e);
        close();
      }
    }
  }

  /** A transaction that only spares time later: where it fails, it is given up. */
  void spare(String what, Work<Boolean> work) {
    database.writer().lock();
    try {
      inTransaction(work, "COMMIT");
    } catch (SQLException e) {
      LOG.debug("Not done, as nothing depends on it: {}", what, e);
    } finally {
      database.writer().unlock();
    }
  }

  private <T> T inTransaction(Work<T> work, String end) throws SQLException {
    if (connection == null) {
      connection = database.connect();
    }
    boolean done = false;
    Tx tx = new Tx(connection);
    try {
      // By SQL and not by setAutoCommit: DuckDB's appender ignores a transaction that has not
      // begun.
      tx.execute("BEGIN");
      T answer = work.run(tx);
      tx.execute(end);
      done = true;
      return answer;
    } finally {
      if (!done) {
        rollback(tx);
      }
    }
  }

  private void rollback(Tx tx) {
    try {
      tx.execute("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("Rollback failed; the connection is dropped, which rolls back too", e);
      close();
    }
  }

  private RuntimeException judged(String what, SQLException e) throws DataFault {
    Fault fault = database.dialect().fault(e);
    switch (fault) {
      case OUTAGE -> {
        close();
        return new UnavailableException(
            "The warehouse "
                + database.address()
                + " failed while "
                + what
                + " ("
                + e.getMessage()
                + "); nothing is lost, it is tried again on a new connection",
            e);
      }
      case DATA -> throw new DataFault(e, false);
      case SHAPE -> throw new DataFault(e, true);
      case SETUP -> {
        return refused(what, e);
      }
    }
    throw new IllegalStateException("unknown fault " + fault);
  }

  private RefusedException refused(String what, SQLException e) {
    return new RefusedException(
        "The warehouse "
            + database.address()
            + " refused a statement while "
            + what
            + " ("
            + e.getMessage()
            + "); correct the table, the view or the user's rights, then restart",
        e);
  }

  @Override
  public void close() {
    Connection dropped = connection;
    connection = null;
    if (dropped != null) {
      try {
        dropped.close();
      } catch (SQLException e) {
        LOG.debug("A connection that was given up could not be closed", e);
      }
    }
  }
}
