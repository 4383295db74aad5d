// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** CPU that a server and its processes have used, those included that have ended. Of Linux. */
final class ServerCpu {
  /** Fields of {@code /proc/PID/stat} behind the program's name, from the state on. */
  private static final List<Integer> TIMES = List.of(11, 12, 13, 14);

  private static final Pattern BLANK = Pattern.compile(" ");
  private static final double TICKS_PER_SECOND = 100;

  private ServerCpu() {}

  /** Seconds of PostgreSQL so far. */
  static double ofPostgres(Path data) throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    try (Stream<ProcessHandle> all = Stream.concat(Stream.of(server), server.descendants())) {
      return all.mapToLong(process -> ticks(process.pid())).sum() / TICKS_PER_SECOND;
    }
  }

  /** Of a process and those of its children that have ended; 0 if it has ended itself. */
  private static long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      List<String> fields = BLANK.splitAsStream(stat.substring(stat.lastIndexOf(')') + 2)).toList();
      return TIMES.stream().mapToLong(field -> Long.parseLong(fields.get(field))).sum();
    } catch (IOException e) {
      return 0;
    }
  }
}
