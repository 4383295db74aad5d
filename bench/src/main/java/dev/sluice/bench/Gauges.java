// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What a worker's tasks tell over JMX, written down every few milliseconds.
 *
 * @param millis since the start of the clock
 * @param records taken by all tasks
 * @param buffered bytes that wait in memory
 * @param budget bytes that may
 * @param longestPut milliseconds of the longest call of a task's {@code put} so far
 */
record Gauges(long millis, long records, long buffered, long budget, double longestPut) {
  private static final long EVERY_NANOS = 20_000_000;

  /** Writes them to a file until the process ends. */
  static void keep(Path file) {
    Thread keeper = new Thread(() -> write(file), "gauges");
    keeper.setDaemon(true);
    keeper.start();
  }

  private static void write(Path file) {
    try (java.io.Writer out = Files.newBufferedWriter(file)) {
      while (true) {
        Gauges now = look();
        out.write(
            String.join(
                " ",
                Long.toString(now.millis),
                Long.toString(now.records),
                Long.toString(now.buffered),
                Long.toString(now.budget),
                Double.toString(now.longestPut)));
        out.write('\n');
        out.flush();
        LockSupport.parkNanos(EVERY_NANOS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write gauges to " + file, e);
    }
  }

  private static Gauges look() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    long records = 0;
    long buffered = 0;
    long budget = 0;
    double put = 0;
    try {
      for (ObjectName task : server.queryNames(new ObjectName("sluice:type=task,*"), null)) {
        records += (long) server.getAttribute(task, "RecordsTotal");
        buffered = Math.max(buffered, (long) server.getAttribute(task, "BufferedBytes"));
        budget = Math.max(budget, (long) server.getAttribute(task, "BudgetBytes"));
      }
      ObjectName sinks = new ObjectName("kafka.connect:type=sink-task-metrics,*");
      for (ObjectName task : server.queryNames(sinks, null)) {
        double longest = (double) server.getAttribute(task, "put-batch-max-time-ms");
        put = Double.isNaN(longest) ? put : Math.max(put, longest);
      }
    } catch (JMException e) {
      throw new IllegalStateException("the tasks' metrics cannot be read", e);
    }
    return new Gauges(System.nanoTime() / 1_000_000, records, buffered, budget, put);
  }

  /** What has been written, from the first record on. */
  static List<Gauges> read(Path file) throws IOException {
    List<Gauges> all = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file)) {
      lines
          .map(line -> line.split(" "))
          .filter(parts -> parts.length == 5)
          .forEach(parts -> add(all, parts));
    }
    return all;
  }

  private static void add(List<Gauges> all, String[] parts) {
    Gauges one =
        new Gauges(
            Long.parseLong(parts[0]),
            Long.parseLong(parts[1]),
            Long.parseLong(parts[2]),
            Long.parseLong(parts[3]),
            Double.parseDouble(parts[4]));
    if (one.records > 0) {
      all.add(one);
    }
  }

  boolean saturated() {
    return buffered >= budget;
  }
}
