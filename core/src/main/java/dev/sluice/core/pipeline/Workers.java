// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.pipeline;

import dev.sluice.core.commit.Destination;
import dev.sluice.core.commit.Staged;
import dev.sluice.core.gather.MemoryBudget;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of one pipeline: some that encode, one that commits. */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final long CLOSE_SECONDS = 20;

  private final ExecutorService encoders;
  private final ExecutorService committer;

  Workers(int encoderThreads) {
    encoders = Executors.newFixedThreadPool(encoderThreads, named("sluice-encoder"));
    committer = Executors.newSingleThreadExecutor(named("sluice-committer"));
  }

  private static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  ExecutorService encoders() {
    return encoders;
  }

  ExecutorService committer() {
    return committer;
  }

  /** Throws away what is staged or being staged, as soon as it is there. */
  <S extends Staged> void discard(
      List<Future<S>> orphans, Destination<S> destination, MemoryBudget budget) {
    for (Future<S> orphan : orphans) {
      committer.execute(() -> discardOne(orphan, destination, budget));
    }
  }

  private static <S extends Staged> void discardOne(
      Future<S> orphan, Destination<S> destination, MemoryBudget budget) {
    try {
      S staged = orphan.get();
      budget.unreserve(staged.held());
      destination.discard(List.of(staged));
    } catch (ExecutionException | CancellationException e) {
      LOG.debug("Nothing to discard: it was never staged", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    encoders.shutdown();
    committer.shutdown();
    try {
      boolean ended =
          encoders.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
              && committer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        LOG.warn("Encoder or committer did not end within {} s; it is interrupted", CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    encoders.shutdownNow();
    committer.shutdownNow();
  }
}
