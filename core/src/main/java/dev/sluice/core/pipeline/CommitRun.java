// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import dev.sluice.core.commit.Commit;
import dev.sluice.core.commit.Destination;
import dev.sluice.core.commit.Range;
import dev.sluice.core.commit.Staged;
import dev.sluice.core.metrics.TaskMeters;
import dev.sluice.core.reject.DeadLetters;
import dev.sluice.core.reject.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * One commit, on the committer thread: wait for the staging, deliver the dead letters, and only
 * then make everything visible.
 */
final class CommitRun<S extends Staged> implements Callable<Commit<S>> {
  private final List<Stretch<S>> stretches;
  private final Destination<S> destination;
  private final DeadLetters deadLetters;
  private final Retry retry;
  private final TaskMeters meters;

  CommitRun(
      List<Stretch<S>> stretches,
      Destination<S> destination,
      DeadLetters deadLetters,
      Retry retry,
      TaskMeters meters) {
    this.stretches = stretches;
    this.destination = destination;
    this.deadLetters = deadLetters;
    this.retry = retry;
    this.meters = meters;
  }

  List<Stretch<S>> stretches() {
    return stretches;
  }

  /** Kafka timestamp of the oldest record in it. */
  long oldestTimestamp(long fallback) {
    return stretches.stream().mapToLong(Stretch::oldestTimestamp).min().orElse(fallback);
  }

  @Override
  public Commit<S> call() throws ExecutionException, InterruptedException {
    List<S> all = new ArrayList<>();
    List<Range> ranges = new ArrayList<>();
    List<Rejection> rejections = new ArrayList<>();
    for (Stretch<S> stretch : stretches) {
      int before = rejections.size();
      long ignored = 0;
      rejections.addAll(stretch.rejectedAtRoute());
      for (Future<S> future : stretch.staged()) {
        S staged = future.get();
        all.add(staged);
        rejections.addAll(staged.rejections());
        ignored += staged.ignored();
      }
      ranges.add(stretch.range(rejections.size() - before, ignored));
    }
    if (!rejections.isEmpty()) {
      retry.until(() -> deliver(rejections));
    }
    Commit<S> commit = new Commit<>(ranges, all);
    long start = System.nanoTime();
    retry.until(() -> commit(commit));
    meters.committed(commit, System.nanoTime() - start);
    return commit;
  }

  private boolean deliver(List<Rejection> rejections) {
    deadLetters.deliver(rejections);
    return true;
  }

  private boolean commit(Commit<S> commit) {
    destination.commit(commit);
    return true;
  }
}
