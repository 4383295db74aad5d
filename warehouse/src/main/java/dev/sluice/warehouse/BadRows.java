// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse;

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
  private final Session session;
  private final TableWriter writer;
  private final List<Span> accepted = new ArrayList<>();
  private List<StagedRows> staged = List.of();
  private boolean found;

  BadRows(Session session, TableWriter writer) {
    this.session = session;
    this.writer = writer;
  }

  /**
   * Takes the bad rows out of {@code candidates}.
   *
   * @return whether there were any
   */
  boolean refuse(List<StagedRows> candidates) {
    staged = candidates;
    for (StagedRows rows : candidates) {
      for (Span span : rows.spans()) {
        search(span);
      }
    }
    return found;
  }

  private void search(Span span) {
    try {
      session.rehearse("looking for rows that the table does not take", tx -> tryWith(tx, span));
      accepted.add(span);
    } catch (DataFault e) {
      if (span.rows() == 1) {
        refuse(span, e);
      } else {
        int middle = (span.from() + span.to()) >>> 1;
        search(new Span(span.batch(), span.from(), middle));
        search(new Span(span.batch(), middle, span.to()));
      }
    }
  }

  private boolean tryWith(Tx tx, Span span) throws SQLException {
    List<Span> all = new ArrayList<>(accepted);
    all.add(span);
    writer.write(tx, all);
    return true;
  }

  private void refuse(Span span, DataFault fault) {
    for (StagedRows rows : staged) {
      if (rows.owns(span)) {
        rows.refuse(span.batch().offset(span.from()), fault.getMessage());
        found = true;
      }
    }
  }
}
