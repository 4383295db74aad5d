// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.worker;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Gives a running connector another class. It is stopped first: what it has committed by then it
 * has landed, and its consumer group's offsets stay for who comes after.
 */
public final class Takeover {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final ConnectClient client;

  public Takeover(URI worker) {
    this.client = new ConnectClient(worker);
  }

  /**
   * Stops, changes and resumes a connector. Where the new configuration is refused, the old one
   * goes on.
   *
   * @return what was done, for people
   * @throws ConnectRefusal if there is no such connector, or the configuration is refused
   */
  public String run(String connector, Map<String, String> config) {
    if (client.config(connector).isEmpty()) {
      throw new ConnectRefusal(404, "the worker has no connector '" + connector + "'");
    }
    client.stop(connector);
    await(() -> client.status(connector).tasks().isEmpty(), connector + " did not stop");
    String offsets = client.offsets(connector).toString();
    try {
      client.configure(connector, config);
    } finally {
      client.resume(connector);
    }
    await(() -> client.status(connector).running(), connector + " does not run");
    return "Stopped " + connector + ", changed its class, and resumed it. It goes on at " + offsets;
  }

  private static void await(BooleanSupplier done, String otherwise) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new ConnectRefusal(
            ConnectRefusal.NO_ANSWER, otherwise + " within " + LONGEST.toSeconds() + " s");
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }
}
