// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the start of the demo's JVM to the first row of a view; and its memory when it idles. */
final class DemoBench {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Pattern ADDRESS = Pattern.compile("this process +(http://\\S+)");
  private static final Pattern ROW = Pattern.compile("\"rows\":\\[\\[\"[1-9]");
  private static final String SQL = "SELECT sum(orders) FROM sales_by_country_minute";

  private DemoBench() {}

  /**
   * @param home the built product: lib and plugins
   */
  static void run(Path folder, Path home) throws Exception {
    Path output = folder.resolve("demo.log");
    long start = System.nanoTime();
    Process demo = demo(folder, home, output, "500");
    try {
      awaitRow(demo, output);
      System.out.printf("first row queryable after %.1f s%n", (System.nanoTime() - start) / 1e9);
    } finally {
      demo.destroy();
      demo.waitFor();
    }
    Path idle = folder.resolve("idle.log");
    Process idler = demo(folder, home, idle, "0");
    try {
      LockSupport.parkNanos(IDLE.toNanos());
      System.out.printf("idle for a minute: %,d MiB resident%n", residentMiB(idler));
    } finally {
      idler.destroy();
      idler.waitFor();
    }
  }

  /** With the options of the command line's own script. */
  private static Process demo(Path folder, Path home, Path output, String rate) throws IOException {
    return new ProcessBuilder(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xms64m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=4",
                "-Dsluice.home=" + home,
                "-cp",
                home.resolve("lib") + "/*",
                "dev.sluice.cli.Main",
                "demo",
                "--home",
                folder.resolve("demo").toString(),
                "--rate",
                rate))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static void awaitRow(Process demo, Path output) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    long deadline = System.nanoTime() + LONGEST.toNanos();
    boolean there = false;
    while (!there) {
      if (!demo.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("no row: " + Files.readString(output));
      }
      Matcher address = ADDRESS.matcher(Files.readString(output));
      if (address.find()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(address.group(1)).resolve("/sql"))
                    .POST(HttpRequest.BodyPublishers.ofString(SQL))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        there = answer.statusCode() == 200 && ROW.matcher(answer.body()).find();
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static long residentMiB(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElse(0);
  }
}
