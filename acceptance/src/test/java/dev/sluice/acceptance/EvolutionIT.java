// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty versions of a schema, alternating record by record, through the topic into Parquet,
 * Iceberg, DuckDB, PostgreSQL and a view: every old and every new value is where it belongs.
 */
class EvolutionIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int ROUNDS = 12;
  private static final String PIPELINE =
      """
      name: shop
      topics: {events: {partitions: 1}}
      lake:
        tables:
          events: {location: lake/events, rotate: {interval: 1s}}
          listed:
            topic: events
            location: lake/listed
            table.format: iceberg
            partition: ["bucket(3, id)"]
            rotate: {interval: 1s}
      warehouse:
        url: "%s"
        tables: {events: {interval: 100ms}}
      views: [by_digit.sql]
      """;
  private static final String VIEW =
      "SELECT id % 10 AS digit, count(*) AS n, sum(qty) AS total FROM events GROUP BY id % 10";

  /** What each column is called in a query of its text. */
  private static final Map<String, String> WAREHOUSE =
      Map.ofEntries(
          Map.entry("id", "id"),
          Map.entry("name", "name"),
          Map.entry("full_name", "full_name"),
          Map.entry("note", "note"),
          Map.entry("qty", "qty"),
          Map.entry("price", "price"),
          Map.entry("status", "status"),
          Map.entry("address.city", "address->>'city'"),
          Map.entry("address.zip", "address->>'zip'"),
          Map.entry("tags", "tags->>0"),
          Map.entry("marks", "marks->>'m'"),
          Map.entry("amount", "amount"));

  @TempDir private Path folder;

  @Test
  void parquetDuckDbAndAView() throws Exception {
    Path database = folder.resolve("home/warehouse.duckdb");
    evolve(
        "jdbc:duckdb:warehouse.duckdb",
        () -> {
          // the process has stopped, so the file may be opened
          try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database)) {
            check(connection, "events", WAREHOUSE, "epoch_us(\"at\")");
            view(connection);
          }
        });
    Map<String, String> lake = new TreeMap<>(WAREHOUSE);
    lake.put("address.city", "address.city");
    lake.put("address.zip", "address.zip");
    lake.put("tags", "tags[1]");
    lake.put("marks", "marks['m']");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      String files =
          "read_parquet('" + folder + "/home/lake/events/**/*.parquet', union_by_name = true)";
      check(connection, files, lake, "epoch_us(\"at\")");
    }
    listed();
  }

  /** Every row of the table, column by column. */
  private void listed() throws IOException {
    IcebergTable table = new IcebergTable(folder.resolve("home/lake/listed"));
    List<Record> rows = new ArrayList<>(table.rows());
    rows.sort(Comparator.comparingLong(row -> (Long) row.getField("id")));
    assertThat(rows).hasSize(ROUNDS * 20);
    for (int n = 0; n < rows.size(); n++) {
      Map<String, String> found = new TreeMap<>();
      Record row = rows.get(n);
      for (Types.NestedField field : row.struct().fields()) {
        Object value = row.getField(field.name());
        if (value instanceof Record inner) {
          inner
              .struct()
              .fields()
              .forEach(
                  each ->
                      put(found, field.name() + "." + each.name(), inner.getField(each.name())));
        } else {
          put(found, field.name(), value);
        }
      }
      assertThat(found)
          .as("record %d, of version %d", n, n % 20 + 1)
          .isEqualTo(Versions.expected(n % 20, n));
    }
    assertThat(table.open().schema().findType("qty")).isEqualTo(Types.LongType.get());
  }

  private static void put(Map<String, String> texts, String name, Object value) {
    if (value instanceof List<?> list) {
      texts.put(name, list.get(0).toString());
    } else if (value instanceof Map<?, ?> map) {
      texts.put(name, map.get("m").toString());
    } else if (value instanceof OffsetDateTime time) {
      texts.put(name, Long.toString(IcebergTable.micros(time)));
    } else if (value != null) {
      texts.put(name, value.toString());
    }
  }

  @Test
  void postgresAndAView() throws Exception {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setDataDirectory(folder.resolve("postgres")).start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      evolve(
          url,
          () -> {
            try (Connection connection = DriverManager.getConnection(url)) {
              check(
                  connection,
                  "events",
                  WAREHOUSE,
                  "(extract(epoch from \"at\") * 1000000)::bigint");
              view(connection);
            }
          });
    }
  }

  /** Looks at what has landed. */
  private interface Look {
    void at() throws SQLException;
  }

  private void evolve(String url, Look look) throws Exception {
    Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE.formatted(url));
    Files.writeString(folder.resolve("by_digit.sql"), VIEW);
    Path home = folder.resolve("home");
    try (Binary binary =
        Binary.start(
            folder,
            List.of("up", folder.resolve("pipeline.yaml").toString(), "--home", home.toString()))) {
      Running running = Running.await(binary);
      List<Integer> ids = register(running.status().path("schemaRegistry").asText());
      int n = 0;
      for (int round = 0; round < ROUNDS; round++) {
        List<byte[]> records = new ArrayList<>();
        for (int version = 0; version < ids.size(); version++) {
          records.add(Versions.record(version, ids.get(version), n++));
        }
        running.send("events", records);
        Thread.sleep(150);
      }
      int all = n;
      running.await(
          status ->
              Running.landed(status, "lake", "events", all, 0)
                  && Running.landed(status, "lake", "listed", all, 0)
                  && Running.landed(status, "warehouse", "events", all, 0),
          SOON);
      Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
      assertThat(verify.exitCode()).as(verify.output()).isZero();
      planned(home);
      binary.stop();
    }
    look.at();
  }

  /** What a twenty-first version would do, with the schemas of today from the running registry. */
  private void planned(Path home) throws Exception {
    String latest = Versions.texts().get(19);
    Path next = folder.resolve("next.avsc");
    Files.writeString(
        next,
        latest.substring(0, latest.length() - 2)
            + ",{\"name\":\"extra\",\"type\":[\"null\",\"string\"],\"default\":null}]}");
    List<String> plan =
        List.of(
            "plan",
            folder.resolve("pipeline.yaml").toString(),
            "--home",
            home.toString(),
            "--schema",
            next.toString());
    Binary.Finished good = Binary.run(folder, plan.toArray(String[]::new));
    assertThat(good.exitCode()).as(good.output()).isZero();
    assertThat(good.output())
        .contains("subject events-value, 20 versions", "Compatibility (NONE counts)")
        .contains("add     extra: string", "ADD COLUMN IF NOT EXISTS \"extra\"")
        .contains("records of all schemas fit into one table", "Nothing breaks.");
    Files.writeString(next, latest.replace("{\"name\":\"qty\",\"type\":\"long\"},", ""));
    Binary.Finished bad = Binary.run(folder, plan.toArray(String[]::new));
    assertThat(bad.exitCode()).as(bad.output()).isEqualTo(1);
    assertThat(bad.output())
        .contains("BREAKS: view by_digit reads qty, in which new rows have no value");
  }

  private static List<Integer> register(String registry) throws Exception {
    send(registry + "/config/events-value", "PUT", "{\"compatibility\":\"NONE\"}");
    List<Integer> ids = new ArrayList<>();
    for (String schema : Versions.texts()) {
      String body = new ObjectMapper().createObjectNode().put("schema", schema).toString();
      String answer = send(registry + "/subjects/events-value/versions", "POST", body);
      ids.add(new ObjectMapper().readTree(answer).path("id").asInt());
    }
    assertThat(ids).doesNotHaveDuplicates().hasSize(20);
    return ids;
  }

  private static String send(String url, String method, String body) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url))
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  /** Every row of a table, column by column. */
  private static void check(
      Connection connection, String table, Map<String, String> columns, String at)
      throws SQLException {
    Map<String, String> all = new TreeMap<>(columns);
    all.put("at", at);
    List<String> items = new ArrayList<>();
    all.values().forEach(sql -> items.add("CAST(" + sql + " AS VARCHAR)"));
    int n = 0;
    try (ResultSet rows =
        connection
            .createStatement()
            .executeQuery(
                "SELECT "
                    + String.join(", ", items)
                    + " FROM "
                    + table
                    // The number, and not the text that the first items are.
                    + " AS landed ORDER BY landed.id")) {
      for (; rows.next(); n++) {
        Map<String, String> found = new TreeMap<>();
        int column = 1;
        for (String name : all.keySet()) {
          String text = rows.getString(column++);
          if (text != null) {
            found.put(name, text);
          }
        }
        assertThat(found)
            .as("record %d, of version %d", n, n % 20 + 1)
            .isEqualTo(Versions.expected(n % 20, n));
      }
    }
    assertThat(n).isEqualTo(ROUNDS * 20);
  }

  private static void view(Connection connection) throws SQLException {
    Map<Integer, List<Long>> expected = new TreeMap<>();
    for (int n = 0; n < ROUNDS * 20; n++) {
      long qty = Long.parseLong(Versions.expected(n % 20, n).get("qty"));
      expected.merge(
          n % 10, List.of(1L, qty), (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
    }
    Map<Integer, List<Long>> found = new TreeMap<>();
    try (ResultSet rows =
        connection.createStatement().executeQuery("SELECT digit, n, total FROM by_digit")) {
      while (rows.next()) {
        found.put(rows.getInt(1), List.of(rows.getLong(2), rows.getLong(3)));
      }
    }
    assertThat(found).isEqualTo(expected);
  }
}
