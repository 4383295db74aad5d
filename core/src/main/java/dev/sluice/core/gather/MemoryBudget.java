// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.core.gather;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that may wait in chunks, one budget for all tasks of a worker, and the pool those
 * chunks come from. Thread-safe.
 *
 * <p>Chunks start at {@value #SMALLEST} bytes and double, so ten thousand open table partitions
 * with a few rows each cost ten megabytes, and a busy one is not fragmented.
 */
public final class MemoryBudget {
  /** Smallest chunk in bytes: a handful of small records. */
  public static final int SMALLEST = 1 << 10;

  /** Largest regular chunk in bytes; a record larger than this gets a chunk of its own size. */
  public static final int LARGEST = 1 << 18;

  private static final int CLASSES = Integer.numberOfTrailingZeros(LARGEST / SMALLEST) + 1;

  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong reserved = new AtomicLong();
  private final AtomicLong pooled = new AtomicLong();
  private final ArrayDeque<byte[]>[] free;

  /**
   * @param limit bytes that may be handed out before {@link #exhausted()} holds
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generic queues has no other spelling
  public MemoryBudget(long limit) {
    this.limit = limit;
    this.free = new ArrayDeque[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      free[i] = new ArrayDeque<>();
    }
  }

  public long limit() {
    return limit;
  }

  /** Bytes that wait: in chunks, and in staged rows that are held in memory. */
  public long used() {
    return used.get() + reserved.get();
  }

  public boolean exhausted() {
    return used() >= limit;
  }

  /** Bytes held by staged rows. */
  public long reserved() {
    return reserved.get();
  }

  /** Counts staged rows in that are held in memory until they are committed. */
  public void reserve(long bytes) {
    reserved.addAndGet(bytes);
  }

  /** Counts them out again. */
  public void unreserve(long bytes) {
    reserved.addAndGet(-bytes);
  }

  /**
   * A chunk of at least {@code needed} bytes. Never blocks and never fails: who puts records checks
   * {@link #exhausted()} before each, so every task overshoots by one chunk at most.
   *
   * @param chunksSoFar how many chunks the asking partition holds already; decides the size
   */
  byte[] take(int chunksSoFar, int needed) {
    int size = SMALLEST << Math.min(chunksSoFar, CLASSES - 1);
    while (size < needed && size < LARGEST) {
      size <<= 1;
    }
    byte[] chunk = size >= needed ? fromPool(size) : new byte[needed];
    used.addAndGet(chunk.length);
    return chunk;
  }

  void giveBack(byte[] chunk) {
    used.addAndGet(-chunk.length);
    int index = classOf(chunk.length);
    // Half the budget is kept for reuse; more would hold memory that a quiet worker never needs.
    if (index >= 0 && pooled.get() + chunk.length <= limit / 2) {
      pooled.addAndGet(chunk.length);
      synchronized (free[index]) {
        free[index].push(chunk);
      }
    }
  }

  private byte[] fromPool(int size) {
    ArrayDeque<byte[]> queue = free[classOf(size)];
    synchronized (queue) {
      byte[] chunk = queue.poll();
      if (chunk != null) {
        pooled.addAndGet(-size);
        return chunk;
      }
    }
    return new byte[size];
  }

  private static int classOf(int size) {
    boolean regular = Integer.bitCount(size) == 1 && size >= SMALLEST && size <= LARGEST;
    return regular ? Integer.numberOfTrailingZeros(size / SMALLEST) : -1;
  }
}
