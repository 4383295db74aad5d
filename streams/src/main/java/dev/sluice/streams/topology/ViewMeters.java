// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.streams.topology;

import java.util.concurrent.atomic.AtomicLong;

/** What the tasks of one view have counted in this process. */
public final class ViewMeters {
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong unmatched = new AtomicLong();

  void row() {
    rows.incrementAndGet();
  }

  void rejected() {
    rejected.incrementAndGet();
  }

  void late() {
    late.incrementAndGet();
  }

  void unmatched() {
    unmatched.incrementAndGet();
  }

  /** Records read. */
  public long rows() {
    return rows.get();
  }

  /** Records that went to the dead letters, late ones among them. */
  public long rejects() {
    return rejected.get();
  }

  /** Rows that came after their window had closed. */
  public long lateRows() {
    return late.get();
  }

  /** Rows without a match in the joined table. */
  public long unmatchedRows() {
    return unmatched.get();
  }
}
