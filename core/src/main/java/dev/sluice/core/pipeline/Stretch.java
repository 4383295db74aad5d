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

  /** Stretches of one source that follow each other, as one. */
  static <S extends Staged> Stretch<S> joined(List<Stretch<S>> stretches) {
    Stretch<S> first = stretches.get(0);
    Stretch<S> last = stretches.get(stretches.size() - 1);
    return new Stretch<>(
        first.source,
        first.from,
        last.to,
        stretches.stream().mapToLong(Stretch::records).sum(),
        stretches.stream().mapToLong(Stretch::checksum).sum(),
        stretches.stream().mapToLong(Stretch::oldestTimestamp).min().orElseThrow(),
        stretches.stream().flatMap(s -> s.staged.stream()).toList(),
        stretches.stream().flatMap(s -> s.rejectedAtRoute.stream()).toList());
  }

  Range range(long rejected, long ignored) {
    return new Range(source.partition, from, to, records, rejected, ignored, checksum);
  }
}
