// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads on which a store uploads parts of files. */
public final class PartThreads implements AutoCloseable {
  private final ExecutorService threads;

  /**
   * @param name of the threads
   * @param parallel how many parts are on their way, beside those that writers upload themselves
   */
  public PartThreads(String name, int parallel) {
    this.threads =
        new ThreadPoolExecutor(
            0,
            parallel,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            part -> thread(name, part),
            PartThreads::rejected);
  }

  private static Thread thread(String name, Runnable part) {
    Thread thread = new Thread(part, name);
    thread.setDaemon(true);
    return thread;
  }

  /** When all are busy the writer does the work itself: nothing waits in a queue. */
  private static void rejected(Runnable part, ThreadPoolExecutor pool) {
    if (pool.isShutdown()) {
      throw new RejectedExecutionException("the store has been closed");
    }
    part.run();
  }

  /**
   * Runs the upload of a part, on one of the threads or, if all are busy, here.
   *
   * @throws RejectedExecutionException if they have been closed
   */
  Future<?> run(FutureTask<Void> part) {
    threads.execute(part);
    return part;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
