// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.warehouse.dialect;

import dev.sluice.core.shred.ColumnBatch;

/** Rows {@code from} to {@code to - 1} of a batch. */
public record Span(ColumnBatch batch, int from, int to) {
  public int rows() {
    return to - from;
  }

  public Span firstHalf() {
    return new Span(batch, from, (from + to) >>> 1);
  }

  public Span secondHalf() {
    return new Span(batch, (from + to) >>> 1, to);
  }
}
