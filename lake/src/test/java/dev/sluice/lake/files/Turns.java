// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.files;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One baton for several threads. Only its holder runs; it passes the baton on at every store call,
 * to whom the seed says. Some holders are held back for a while: they come back as zombies.
 */
final class Turns {
  private static final int LONGEST_PAUSE = 80;

  private final Random random;
  private final int oneInSwitches;
  private final Semaphore[] gates;
  private final boolean[] gone;
  private final long[] pausedUntil;
  private final CountDownLatch over = new CountDownLatch(1);
  private long steps;

  Turns(Random random, int tasks) {
    this.random = random;
    this.oneInSwitches = 1 + random.nextInt(6);
    this.gates = new Semaphore[tasks];
    this.gone = new boolean[tasks];
    this.pausedUntil = new long[tasks];
    for (int i = 0; i < tasks; i++) {
      gates[i] = new Semaphore(0);
    }
  }

  /** Lets one of the tasks run, and waits until all have left. */
  void run() {
    gates[pick()].release();
    try {
      if (!over.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the simulated tasks do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  void enter(int task) {
    gates[task].acquireUninterruptibly();
  }

  void pass(int task) {
    steps++;
    if (random.nextInt(40) == 0) {
      pausedUntil[task] = steps + random.nextInt(LONGEST_PAUSE);
    } else if (random.nextInt(oneInSwitches) != 0) {
      return;
    }
    int next = pick();
    if (next != task) {
      gates[next].release();
      gates[task].acquireUninterruptibly();
    }
  }

  void leave(int task) {
    gone[task] = true;
    int next = pick();
    if (next < 0) {
      over.countDown();
    } else {
      gates[next].release();
    }
  }

  /** Somebody who is still there, preferably not paused; -1 if nobody is. */
  private int pick() {
    int found = -1;
    int from = random.nextInt(gates.length);
    for (int i = 0; i < gates.length; i++) {
      int task = (from + i) % gates.length;
      if (!gone[task] && pausedUntil[task] <= steps) {
        return task;
      }
      found = gone[task] ? found : task;
    }
    return found;
  }
}
