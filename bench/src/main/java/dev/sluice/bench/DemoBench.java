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
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** From the start of the demo's JVM to the first row of a view; and its memory when it idles. */
final class DemoBench {
  /** As the command line's own script has them. */
  private static final List<String> JVM =
      List.of("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4");

  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Pattern ROW = Pattern.compile("\"rows\":\\[\\[\"[1-9]");
  private static final String SQL = "SELECT sum(orders) FROM sales_by_country_minute";

  private DemoBench() {}

  /**
   * @param home the built product: lib and plugins
   */
  static void run(Path folder, Path home) throws Exception {
    long start = System.nanoTime();
    try (Product demo = demo(folder, home, "demo", "500")) {
      awaitRow(demo);
      System.out.printf("first row queryable after %.1f s%n", (System.nanoTime() - start) / 1e9);
    }
    try (Product idler = demo(folder, home, "idle", "0")) {
      LockSupport.parkNanos(IDLE.toNanos());
      System.out.printf("idle for a minute: %,d MiB resident%n", residentMiB(idler.process()));
    }
  }

  private static Product demo(Path folder, Path home, String name, String rate) throws IOException {
    String data = folder.resolve("demo").toString();
    return Product.start(home, folder, name, JVM, "demo", "--home", data, "--rate", rate);
  }

  private static void awaitRow(Product demo) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    long deadline = System.nanoTime() + LONGEST.toNanos();
    boolean there = false;
    while (!there) {
      demo.requireAlive(deadline);
      Optional<URI> address = demo.address();
      if (address.isPresent()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(address.get().resolve("/sql"))
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
