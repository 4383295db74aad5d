// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Staged;
import dev.sluice.core.reject.Rejection;
import java.util.List;
import java.util.concurrent.Future;

/** A stretch of one topic-partition on its way to being committed. */
record Stretch<S extends Staged>(
    Source<S> source,
    long from,
    long to,
    long records,
    long checksum,
    long oldestTimestamp,
    List<Future<S>> staged,
    List<Rejection> rejectedAtRoute) {

  Range range(long rejected) {
    return new Range(source.partition, from, to, records, rejected, checksum);
  }
}
