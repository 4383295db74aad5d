// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import dev.sluice.runtime.worker.EmbeddedWorker;
import dev.sluice.runtime.worker.TaskStatus;
import dev.sluice.runtime.worker.WorkerSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/** The process that is measured: a distributed Connect worker with one connector. */
public final class Worker {
  private static final Duration ASKED_EVERY = Duration.ofSeconds(5);

  private Worker() {}

  /**
   * Runs until it is killed, or a task fails.
   *
   * @param arguments name, bootstrap servers, folder of plug-ins, file with the connector's
   *     properties; and a file for {@link Gauges}, if they are wanted
   */
  public static void main(String[] arguments) throws IOException {
    Properties connector = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(arguments[3]))) {
      connector.load(reader);
    }
    Map<String, String> properties = new HashMap<>();
    connector.stringPropertyNames().forEach(k -> properties.put(k, connector.getProperty(k)));
    EmbeddedWorker worker =
        EmbeddedWorker.start(
            new WorkerSettings(
                arguments[0], arguments[1], List.of(Path.of(arguments[2])), 1, Map.of()));
    worker.apply(Map.of(arguments[0], properties));
    if (arguments.length > 4) {
      Gauges.keep(Path.of(arguments[4]));
    }
    awaitFailure(worker);
    System.exit(1);
  }

  /** Seldom enough that asking costs nothing that could be measured. */
  private static void awaitFailure(EmbeddedWorker worker) {
    boolean failed = false;
    while (!failed) {
      LockSupport.parkNanos(ASKED_EVERY.toNanos());
      failed =
          worker.client().statuses().values().stream()
              .flatMap(status -> status.all().stream())
              .anyMatch(TaskStatus::failed);
    }
  }
}
