// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime;

import dev.sluice.runtime.broker.EmbeddedBroker;
import dev.sluice.runtime.http.ControlServer;
import dev.sluice.runtime.worker.EmbeddedWorker;
import dev.sluice.runtime.worker.TaskKeeper;
import dev.sluice.runtime.worker.WorkerSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/** Starts the idle process in the given folder and tells how long each part took. */
final class Footprint {
  private Footprint() {}

  public static void main(String[] arguments) throws IOException {
    try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]))) {
      System.out.println("broker ready after ms: " + upMillis());
      WorkerSettings settings =
          WorkerSettings.local(
              "idle", broker.bootstrapServers(), List.of(Path.of(arguments[0], "plugins")));
      try (EmbeddedWorker worker = EmbeddedWorker.start(settings);
          TaskKeeper keeper = TaskKeeper.watch(worker);
          ControlServer control = ControlServer.start().healthCheck(keeper)) {
        System.out.println("all ready after ms: " + upMillis());
        System.out.println(control.uri());
        System.in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  private static long upMillis() {
    return ManagementFactory.getRuntimeMXBean().getUptime();
  }
}
