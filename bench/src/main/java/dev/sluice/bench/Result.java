// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.PrintStream;

/**
 * What a run has cost, start of the JVM included.
 *
 * @param wall seconds
 * @param cpu seconds of the worker's process: tasks, compiler, collector; and of a server where
 *     that says so
 * @param peakMiB most memory that was resident at once
 */
record Result(String contender, long records, double wall, double cpu, long peakMiB) {
  double recordsPerSecond() {
    return records / wall;
  }

  /** With the CPU seconds that the server used to which the worker wrote. */
  Result withServer(double seconds) {
    return new Result(contender, records, wall, cpu + seconds, peakMiB);
  }

  static void header(PrintStream out) {
    out.printf(
        "%-28s %10s %8s %8s %10s %11s %9s%n",
        "", "records", "wall s", "CPU s", "CPU s/M", "records/s", "peak MiB");
  }

  void print(PrintStream out) {
    out.printf(
        "%-28s %,10d %8.2f %8.2f %10.2f %,11.0f %,9d%n",
        contender, records, wall, cpu, cpu / records * 1e6, recordsPerSecond(), peakMiB);
  }

  /** What more records cost, free of start-up: between a run over fewer and one over more. */
  static void marginal(PrintStream out, Result fewer, Result more) {
    double perMillion = (more.cpu - fewer.cpu) / (more.records - fewer.records) * 1e6;
    double fixed = fewer.cpu - perMillion * fewer.records / 1e6;
    double speed = (more.records - fewer.records) / (more.wall - fewer.wall);
    out.printf(
        "%-28s marginal %.2f CPU s/M, %,.0f records/s; fixed %.1f CPU s%n",
        more.contender, perMillion, speed, fixed);
  }
}
