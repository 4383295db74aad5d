// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.cli;

import dev.sluice.runtime.demo.Publisher;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.process.PipelineStatus;
import dev.sluice.runtime.process.SluiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A pipeline that runs in this process until it is told to stop, with a summary on the terminal.
 */
final class Run {
  private static final long SUMMARY_SECONDS = 2;

  private final PipelineFile file;
  private final Home home;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Why there was no last summary; empty if there was one. */
  private String unreadable = "";

  Run(PipelineFile file, Home home) {
    this.file = file;
    this.home = home;
  }

  /** Starts what publishes records beside the pipeline. */
  interface Publishing {
    Optional<Publisher> start(SluiceProcess process) throws IOException;
  }

  int untilStopped() throws IOException, InterruptedException {
    return untilStopped(process -> Optional.empty());
  }

  int untilStopped(Publishing publishing) throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "sluice-stop"));
    try (SluiceProcess process = SluiceProcess.start(file, home, plugins())) {
      Optional<Publisher> publisher = publishing.start(process);
      try {
        Terminal terminal = new Terminal(System.out, process, home);
        terminal.welcome();
        while (!stop.await(SUMMARY_SECONDS, TimeUnit.SECONDS)) {
          summary(process, terminal);
        }
        System.out.println(
            "\nStopping; everything that is visible stays, and the next start continues here.");
      } finally {
        publisher.ifPresent(Publisher::close);
      }
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  /** A summary that cannot be made is no reason to end what moves the records. */
  private void summary(SluiceProcess process, Terminal terminal) {
    try {
      PipelineStatus status = process.status();
      terminal.summary(status);
      unreadable = "";
    } catch (RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(unreadable)) {
        System.err.println("sluice: the status cannot be read just now: " + why);
      }
      unreadable = why;
    }
  }

  /** On Ctrl-C: the JVM ends when its hooks have ended, so this one waits for the parts to stop. */
  private void stopAndWait() {
    stop.countDown();
    try {
      if (!stopped.await(30, TimeUnit.SECONDS)) {
        System.err.println("sluice: not all parts stopped within 30 s; nothing is lost by that");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path plugins() {
    return Path.of(System.getProperty("sluice.home", "."), "plugins").toAbsolutePath();
  }
}
