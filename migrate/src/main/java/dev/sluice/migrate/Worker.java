// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.migrate;

import static dev.sluice.migrate.PeerProperty.number;
import static dev.sluice.migrate.Rule.noted;

import java.util.List;

/** How the sinks get on with their worker. */
final class Worker {
  private Worker() {}

  static List<PeerProperty> properties() {
    return List.of(
        number(
            "schemas.cache.config",
            "1000",
            "Schemas kept in memory.",
            noted("all schemas of a task are kept: it has few")),
        number(
            "retry.backoff.ms",
            "5000",
            "Wait before a failed write is tried again.",
            noted(
                "an outage is waited out with pauses that grow to some seconds, and status tells what for")),
        number(
            "shutdown.timeout.ms",
            "3000",
            "Wait for the task's end.",
            noted("has no effect, there as here")),
        number(
            "max.write.duration.ms",
            "9223372036854775807",
            "Longest time in one put.",
            noted("no put takes long here: files are written by other threads")));
  }
}
