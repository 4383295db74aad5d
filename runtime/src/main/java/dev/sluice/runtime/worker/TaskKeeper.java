// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import dev.sluice.runtime.http.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts failed tasks and connectors of one worker, which Connect never does by itself, and
 * remembers why they failed.
 *
 * <p>Only what its own worker runs is restarted, so that several processes do not restart the same
 * task; the failures of all workers are reported.
 */
public final class TaskKeeper implements HealthCheck, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskKeeper.class);

  private final ConnectClient connect;
  private final String workerId;
  private final Backoff backoff;
  private final SplittableRandom random = new SplittableRandom();
  private final Map<TaskId, Recovery> recoveries = new TreeMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile List<Trouble> troubles = List.of();
  private volatile String unreachable = "";

  private TaskKeeper(ConnectClient connect, String workerId, Backoff backoff) {
    this.connect = connect;
    this.workerId = workerId;
    this.backoff = backoff;
  }

  /** Watches a worker: a poll each second, restarts after 1 s, 2 s, 4 s up to a minute. */
  public static TaskKeeper watch(EmbeddedWorker worker) {
    return watch(worker.client(), worker.workerId(), Duration.ofSeconds(1), Backoff.DEFAULT);
  }

  /**
   * Watches with a rhythm of one's choice.
   *
   * @param workerId the {@code host:port} of the worker whose tasks are restarted
   * @param poll the time between two looks at the states
   */
  public static TaskKeeper watch(
      ConnectClient connect, String workerId, Duration poll, Backoff backoff) {
    TaskKeeper keeper = new TaskKeeper(connect, workerId, backoff);
    Thread thread = new Thread(() -> keeper.pollEvery(poll), "sluice-task-keeper");
    thread.setDaemon(true);
    thread.start();
    return keeper;
  }

  /** Everything that failed and has not since run well for as long as the longest backoff. */
  public List<Trouble> troubles() {
    return troubles;
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!unreachable.isEmpty()) {
      problems.add(unreachable);
    }
    for (Trouble trouble : troubles) {
      if (trouble.failed()) {
        problems.add(trouble.id() + " failed: " + trouble.reason());
      }
    }
    return problems;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void pollEvery(Duration pause) {
    try {
      do {
        poll();
      } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll() {
    try {
      look(Instant.now());
      unreachable = "";
    } catch (ConnectRefusal e) {
      unreachable = e.getMessage();
    } catch (RuntimeException e) {
      // an exception would silently end the thread, and with it all restarts
      LOG.error("The look at the tasks failed; it is repeated", e);
    }
  }

  private void look(Instant now) {
    List<TaskStatus> states = new ArrayList<>();
    connect.statuses().values().forEach(connector -> states.addAll(connector.all()));
    recoveries.keySet().retainAll(states.stream().map(TaskStatus::id).toList());
    List<TaskStatus> due = states.stream().filter(state -> note(state, now)).toList();
    publish(); // before the restarts: they may wait for a rebalance
    due.forEach(state -> restart(state, now));
    publish();
  }

  /** Takes a state in; true when the task is to be restarted now, and by this keeper. */
  private boolean note(TaskStatus state, Instant now) {
    if (state.failed()) {
      Recovery recovery =
          recoveries.computeIfAbsent(state.id(), id -> new Recovery(backoff, random, now));
      return recovery.failed(state.trace(), now) && state.worker().equals(workerId);
    }
    Recovery recovery = recoveries.get(state.id());
    if (recovery != null && recovery.healed(now)) {
      recoveries.remove(state.id());
    }
    return false;
  }

  private void restart(TaskStatus state, Instant now) {
    Recovery recovery = recoveries.get(state.id());
    recovery.restarted(now);
    Trouble trouble = recovery.trouble(state.id());
    LOG.warn("Restart {} of {}: {}", trouble.restarts(), state.id(), trouble.reason());
    try {
      connect.restart(state.id());
    } catch (ConnectRefusal e) {
      LOG.warn("{} was not restarted, it is tried again later: {}", state.id(), e.getMessage());
    }
  }

  private void publish() {
    troubles =
        recoveries.entrySet().stream().map(each -> each.getValue().trouble(each.getKey())).toList();
  }
}
