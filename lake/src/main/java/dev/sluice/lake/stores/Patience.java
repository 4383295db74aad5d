// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How a store asks again after an error that may pass: for stores whose client does not, or asks
 * again without chance, so that tasks that failed together come back together.
 *
 * @param retries how often it asks again
 * @param backoff longest wait before the first of these; doubled each time, and each wait is drawn
 *     between nothing and that
 * @param deadline time for one request and all its retries
 */
public record Patience(int retries, Duration backoff, Duration deadline) {
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(20);

  /** A request that can be sent more than once. */
  public interface Request<T> {
    /**
     * Sends it.
     *
     * @param left how long it may take
     * @throws PassingException if it is worth another try
     */
    T send(Duration left) throws IOException;
  }

  /** What doubling the wait ends at. */
  public Duration longestBackoff() {
    return backoff.compareTo(LONGEST_BACKOFF) > 0 ? backoff : LONGEST_BACKOFF;
  }

  /**
   * Sends a request until it succeeds, fails for good, or nothing is left of time or tries.
   *
   * @throws IOException what the last try failed with
   */
  public <T> T send(Request<T> request) throws IOException {
    long start = System.nanoTime();
    int tried = 0;
    while (true) {
      try {
        return request.send(deadline.minusNanos(System.nanoTime() - start));
      } catch (PassingException e) {
        Duration pause = pause(tried);
        Duration left = deadline.minusNanos(System.nanoTime() - start);
        if (tried == retries || pause.compareTo(left) >= 0) {
          throw e;
        }
        tried++;
        rest(pause, e);
      }
    }
  }

  private Duration pause(int tried) {
    long longest = Math.min(longestBackoff().toNanos(), backoff.toNanos() << Math.min(tried, 16));
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest + 1));
  }

  private static void rest(Duration pause, PassingException failure) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted before another try: " + failure.getMessage());
      interrupted.initCause(failure);
      throw interrupted;
    }
  }
}
