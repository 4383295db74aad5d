// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
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
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Six million orders in a lake table of Parquet and in a table of DuckDB or PostgreSQL: how long it
 * takes until another generation is loaded from the lake, and until it has been compared and is
 * served.
 */
final class ReplayBench {
  private static final long ROWS = 6_000_000;
  private static final int REPLAYS = Integer.getInteger("sluice.bench.rounds", 3);
  private static final List<String> JVM = List.of("-Xms64m", "-Xmx1g");
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Pattern BEHIND = Pattern.compile("\"lag\":[1-9]");
  private static final Pattern STATE = Pattern.compile("\"state\":\"(\\w+)\"");
  private static final Pattern MESSAGE = Pattern.compile("\"message\":\"([^\"]*)\"");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Product up;
  private URI address = URI.create("");

  private ReplayBench(Product up) {
    this.up = up;
  }

  /**
   * Runs it.
   *
   * @param home the built product: lib and plugins
   * @param database duckdb reads the files itself, upsert is DuckDB with keys, whose rows are read
   *     one by one; and postgres
   */
  static void run(Path folder, Path home, String database) throws Exception {
    switch (database) {
      case "duckdb" -> run(folder, home, "jdbc:duckdb:warehouse.duckdb", "mode: insert");
      case "upsert" ->
          run(folder, home, "jdbc:duckdb:warehouse.duckdb", "mode: upsert, key: order_id");
      case "postgres" -> {
        try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setOverrideWorkingDirectory(folder.resolve("bin").toFile())
                .start()) {
          run(folder, home, postgres.getJdbcUrl("postgres", "postgres"), "mode: insert");
        }
      }
      default ->
          throw new IllegalArgumentException(
              "'" + database + "' is none of duckdb, upsert and postgres");
    }
  }

  private static void run(Path folder, Path home, String url, String table) throws Exception {
    try (Bed bed = Bed.make(folder)) {
      Bed.Topic topic = bed.fill("orders", ROWS, 0);
      Path file = folder.resolve("pipeline.yaml");
      Files.writeString(
          file,
          """
          name: orders
          kafka: {bootstrap.servers: "%s"}
          schema.registry: {url: "%s"}
          tasks: 2
          topics:
            orders: {format: avro, partitions: 4}
          lake:
            tables:
              orders: {location: %s, columns.kafka: [offset], rotate: {interval: 5s}}
          warehouse:
            url: "%s"
            tables:
              orders: {%s}
          """
              .formatted(
                  bed.bootstrapServers(), bed.registryUrl(), folder.resolve("lake"), url, table));
      String data = folder.resolve("home").toString();
      try (Product up =
          Product.start(home, folder, "up", JVM, "up", file.toString(), "--home", data)) {
        new ReplayBench(up).run(topic);
      }
    }
  }

  private void run(Bed.Topic topic) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (up.address().isEmpty()) {
      up.requireAlive(deadline);
    }
    address = up.address().orElseThrow();
    await(
        "/status",
        status -> status.contains("\"records\":" + ROWS) && !BEHIND.matcher(status).find());
    mustHold(topic.sums());
    for (int i = 0; i < REPLAYS; i++) {
      long start = System.nanoTime();
      send("/replay?table=orders&from=lake", "");
      await("/replay?table=orders", ReplayBench::isLoaded);
      double loaded = (System.nanoTime() - start) / 1e9;
      String end = await("/replay?table=orders", ReplayBench::hasEnded);
      double served = (System.nanoTime() - start) / 1e9;
      Matcher message = MESSAGE.matcher(end);
      if (!message.find() || !message.group(1).contains("the one before had the same")) {
        throw new IOException("the replay has not gone well: " + end);
      }
      mustHold(topic.sums());
      System.out.printf(
          "replay of %,d records: from the lake in %.2f s, %,.0f records/s; compared and served"
              + " after %.2f s%n",
          ROWS, loaded, ROWS / loaded, served);
    }
  }

  private static String state(String status) {
    Matcher state = STATE.matcher(status);
    return state.find() ? state.group(1) : "";
  }

  private static boolean isLoaded(String status) {
    return !List.of("STARTING", "LAKE").contains(state(status));
  }

  private static boolean hasEnded(String status) {
    return List.of("SERVED", "DIFFERS", "FAILED").contains(state(status));
  }

  private void mustHold(Sums sums) throws IOException, InterruptedException {
    String sql = "SELECT count(*), sum(quantity), sum(unit_price), count(note) FROM orders";
    String answer = send("/sql", sql);
    String right =
        "\"rows\":[[\"%d\",\"%d\",\"%s\",\"%d\"]]"
            .formatted(sums.rows(), sums.quantity(), sums.price().toPlainString(), sums.notes());
    if (!answer.contains(right)) {
      throw new IOException("the table has " + answer + " and not " + right);
    }
  }

  /** Asks until the answer is as wanted. */
  private String await(String path, Predicate<String> wanted)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).build();
    while (true) {
      up.requireAlive(deadline);
      String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      if (wanted.test(answer)) {
        return answer;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private String send(String path, String body) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(address.resolve(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
