// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

import dev.sluice.warehouse.dialect.Dialect;
import dev.sluice.warehouse.dialect.Fault;
import dev.sluice.warehouse.dialect.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the rows that the database does not take, by halving. Works in transactions that are always
 * rolled back. Rows that were taken stay while the rest is tried, so that a row that only clashes
 * with an earlier one is found as well.
 */
final class BadRows {
  private static final String PURPOSE = "looking for rows that the table does not take";

  private final Session session;
  private final TableWriter writer;
  private final Dialect dialect;
  private final List<Span> accepted = new ArrayList<>();
  private List<StagedRows> staged = List.of();
  private boolean found;

  BadRows(Session session, TableWriter writer, Dialect dialect) {
    this.session = session;
    this.writer = writer;
    this.dialect = dialect;
  }

  /**
   * Takes the bad rows out of {@code candidates}.
   *
   * @return whether there were any
   */
  boolean refuse(List<StagedRows> candidates) {
    staged = candidates;
    List<Span> spans = candidates.stream().flatMap(rows -> rows.spans().stream()).toList();
    if (dialect.savepoints()) {
      session.rehearsePlain(
          PURPOSE,
          tx -> {
            for (Span span : spans) {
              search(tx, span);
            }
            return true;
          });
    } else {
      spans.forEach(this::search);
    }
    return found;
  }

  /** Within one transaction, going back to a savepoint after each failure. */
  private void search(Tx tx, Span span) throws SQLException {
    tx.execute("SAVEPOINT sluice_try");
    try {
      writer.rehearse(tx, List.of(span));
      writer.dropStage(tx);
      tx.execute("RELEASE SAVEPOINT sluice_try");
    } catch (SQLException e) {
      if (dialect.fault(e) != Fault.DATA) {
        throw e;
      }
      tx.execute("ROLLBACK TO SAVEPOINT sluice_try");
      tx.execute("RELEASE SAVEPOINT sluice_try");
      if (span.rows() == 1) {
        refuse(span, e.getMessage());
      } else {
        search(tx, span.firstHalf());
        search(tx, span.secondHalf());
      }
    }
  }

  /** With a transaction for each try, in which the rows accepted so far come first. */
  private void search(Span span) {
    try {
      session.rehearse(PURPOSE, tx -> tryWith(tx, span));
      accepted.add(span);
    } catch (DataFault e) {
      if (span.rows() == 1) {
        refuse(span, e.getMessage());
      } else {
        search(span.firstHalf());
        search(span.secondHalf());
      }
    }
  }

  private boolean tryWith(Tx tx, Span span) throws SQLException {
    List<Span> all = new ArrayList<>(accepted);
    all.add(span);
    writer.rehearse(tx, all);
    return true;
  }

  private void refuse(Span span, String reason) {
    for (StagedRows rows : staged) {
      if (rows.owns(span)) {
        rows.refuse(span.batch().offset(span.from()), reason);
        found = true;
      }
    }
  }
}
