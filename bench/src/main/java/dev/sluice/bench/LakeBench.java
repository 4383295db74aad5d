// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Orders to zstd Parquet: what a million more records cost, in CPU seconds of the worker. */
final class LakeBench {
  private static final long MILLION = 1_000_000;
  private static final long FEWER = 2 * MILLION;
  private static final long MORE = 6 * MILLION;
  private static final long FEWER_NESTED = MILLION / 2;
  private static final long MORE_NESTED = 2 * MILLION;
  private static final int ROUNDS = Integer.getInteger("sluice.bench.rounds", 3);

  /** Rules that all rows keep to, of the kinds that orders have. */
  private static final String CONTRACT =
      """
      {"apiVersion": "v3.1.0", "kind": "DataContract", "id": "orders", "version": "1.0.0",
       "status": "active", "schema": [{"name": "orders", "properties": [
        {"name": "order_id", "logicalType": "integer", "required": true},
        {"name": "customer_id", "logicalType": "integer", "required": true,
         "logicalTypeOptions": {"minimum": 0}},
        {"name": "sku", "logicalType": "string", "required": true,
         "logicalTypeOptions": {"pattern": "^SKU-[0-9]+$"}},
        {"name": "category", "logicalType": "string", "logicalTypeOptions": {"maxLength": 40}},
        {"name": "quantity", "logicalType": "integer",
         "logicalTypeOptions": {"minimum": 1, "maximum": 1000}},
        {"name": "unit_price", "logicalType": "number", "logicalTypeOptions": {"minimum": 0}},
        {"name": "status", "quality": [{"metric": "invalidValues", "mustBe": 0, "arguments":
         {"validValues": ["NEW", "PAID", "PACKED", "SHIPPED", "RETURNED", "CANCELLED"]}}]}]}]}
      """;

  private final Path folder;
  private final Path plugins;
  private final Bed bed;
  private final Race race;
  private final Series series = new Series();
  private int runs;

  private LakeBench(Path folder, Path plugins, Bed bed) {
    this.folder = folder;
    this.plugins = plugins;
    this.bed = bed;
    this.race = new Race(folder, bed);
  }

  /** Runs the benchmark of those rows. */
  static void run(Path folder, Path plugins, String rows) throws Exception {
    try (Bed bed = Bed.make(folder)) {
      LakeBench bench = new LakeBench(folder, plugins, bed);
      switch (rows) {
        case "avro" -> bench.avro();
        case "json" -> bench.json();
        case "nested" -> bench.nested();
        case "alternating" -> bench.alternating();
        case "s3" -> bench.s3();
        default ->
            throw new IllegalArgumentException(
                "'"
                    + rows
                    + "' are no rows of this benchmark; there are avro, json, nested, alternating, s3");
      }
    }
  }

  private void avro() throws Exception {
    List<Bed.Topic> topics =
        List.of(bed.fill("orders-2m", FEWER, 0), bed.fill("orders-6m", MORE, 0));
    Result.header(System.out);
    for (int round = 0; round < ROUNDS; round++) {
      for (Bed.Topic topic : topics) {
        nothing(topic);
        land("sluice-avro", topic, Map.of());
        land("sluice-contract", topic, Map.of("contract", CONTRACT));
      }
    }
    series.print(System.out);
    series.compare(System.out, "sluice-contract", "sluice-avro", 1.3);
  }

  private void json() throws Exception {
    List<Bed.Topic> topics =
        List.of(
            bed.fill("orders-2m", FEWER, 0, Encoding.json()),
            bed.fill("orders-6m", MORE, 0, Encoding.json()));
    Result.header(System.out);
    for (int round = 0; round < ROUNDS; round++) {
      for (Bed.Topic topic : topics) {
        nothing(topic);
        land("sluice-json", topic, Map.of("value.format", "json"));
      }
    }
    series.print(System.out);
  }

  private void nested() throws Exception {
    Map<Bed.Topic, Sums> topics = new LinkedHashMap<>();
    for (long rows : List.of(FEWER_NESTED, MORE_NESTED)) {
      String name = "nested-" + rows;
      topics.put(
          bed.fill(name, rows, 0, Encoding.nested(bed.register(name, NestedRow.SCHEMA))),
          NestedRow.lines(rows));
    }
    Path peer = Contender.peer("iceberg");
    Result.header(System.out);
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<Bed.Topic, Sums> topic : topics.entrySet()) {
        lines("sluice-nested", topic.getKey(), Map.of(), topic.getValue());
        lines(
            "sluice-table-nested",
            topic.getKey(),
            Map.of("table.format", "iceberg"),
            topic.getValue());
        if (Files.isDirectory(peer)) {
          iceberg(peer, topic.getKey(), topic.getValue());
        }
      }
    }
    series.print(System.out);
    series.compare(System.out, "sluice-table-nested", "sluice-nested", 1.1);
    if (Files.isDirectory(peer)) {
      series.compare(System.out, "sluice-nested", "iceberg-sink-nested", 0.5);
      series.compare(System.out, "sluice-table-nested", "iceberg-sink-nested", 0.5);
    } else {
      System.out.println("(the Apache Iceberg sink is not built: run with peers)");
    }
  }

  private void lines(String name, Bed.Topic topic, Map<String, String> more, Sums lines)
      throws Exception {
    Path lake = land(name, topic, more);
    Sums.ofLines(lake + "/*.parquet").mustBe(lines, "lines of " + name);
  }

  private void iceberg(Path peer, Bed.Topic topic, Sums lines) throws Exception {
    IcebergTable table = IcebergTable.nested(folder.resolve("iceberg-" + ++runs));
    Result result =
        race.run(
            table.sink(peer, bed.bootstrapServers()), topic, () -> table.rows() == topic.records());
    Sums.ofParquet(table.files()).mustBe(topic.sums(), result.contender());
    Sums.ofLines(table.files()).mustBe(lines, "lines of " + result.contender());
    report(result);
  }

  private void alternating() throws Exception {
    Result.header(System.out);
    List<Bed.Topic> one = new ArrayList<>();
    List<Bed.Topic> both = new ArrayList<>();
    for (long rows : List.of(FEWER, MORE)) {
      String name = "newer-" + rows;
      one.add(bed.fill(name, rows, 0, Encoding.newerAvro(bed.register(name, OrderRow.NEWER))));
      String mixed = "alternating-" + rows;
      Encoding turns =
          Encoding.alternating(
              bed.register(mixed, OrderRow.SCHEMA), bed.register(mixed, OrderRow.NEWER));
      both.add(bed.fill(mixed, rows, 0, turns));
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < one.size(); i++) {
        int files = files(land("sluice-one-schema", one.get(i), Map.of()));
        int mixed = files(land("sluice-alternating", both.get(i), Map.of()));
        System.out.printf("%28s files: %d of one schema, %d of two%n", "", files, mixed);
      }
    }
    series.print(System.out);
    series.compare(System.out, "sluice-alternating", "sluice-one-schema", 1.2);
  }

  private void s3() throws Exception {
    List<Bed.Topic> topics =
        List.of(bed.fill("orders-2m", FEWER, 0), bed.fill("orders-6m", MORE, 0));
    try (S3Service service = S3Service.start(folder.resolve("s3"))) {
      Result.header(System.out);
      for (int round = 0; round < ROUNDS; round++) {
        for (Bed.Topic topic : topics) {
          land("sluice-local", topic, Map.of());
          String prefix = "run-" + ++runs;
          Contender sluice = sluice("sluice-s3", prefix, service.properties(prefix, service.url()));
          report(check(race.run(sluice, topic), service.objects(prefix), topic));
        }
      }
      series.print(System.out);
      series.compare(System.out, "sluice-s3", "sluice-local", 1.25);
      SlowStoreBench.run(folder, plugins, race, service, topics.get(0), bed.registryUrl());
    }
  }

  private void nothing(Bed.Topic topic) throws Exception {
    Contender floor =
        new Contender(
            "connect-alone",
            Contender.JVM,
            plugins,
            Map.of("connector.class", NothingSink.class.getName(), "tasks.max", "2"));
    report(race.run(floor, topic));
  }

  /** Lands a topic in a folder of its own and answers that. */
  private Path land(String name, Bed.Topic topic, Map<String, String> more) throws Exception {
    Path lake = folder.resolve("lake-" + ++runs);
    Map<String, String> properties = new HashMap<>(more);
    properties.put("location", lake.toString());
    Contender sluice = sluice(name, lake.getFileName().toString(), properties);
    report(check(race.run(sluice, topic), lake, topic));
    return lake;
  }

  private Contender sluice(String name, String pipeline, Map<String, String> more) {
    return sluice(name, plugins, pipeline, bed.registryUrl(), more);
  }

  /** Our sink, told to end files of half a million rows, or after four seconds. */
  static Contender sluice(
      String name, Path plugins, String pipeline, String registry, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("connector.class", "dev.sluice.connect.lake.LakeSinkConnector");
    properties.put("tasks.max", "2");
    properties.put("pipeline", pipeline);
    properties.put("table", "orders");
    properties.put("rotate.records", "500000");
    properties.put("rotate.interval", "4s");
    properties.put("schema.registry.url", registry);
    properties.putAll(more);
    return new Contender(name, Contender.JVM, plugins, properties);
  }

  static Result check(Result result, Path lake, Bed.Topic topic) throws Exception {
    Sums.ofParquet(lake + "/*.parquet").mustBe(topic.sums(), result.contender());
    return result;
  }

  private void report(Result result) {
    series.add(result);
    result.print(System.out);
  }

  private static int files(Path lake) throws IOException {
    try (Stream<Path> all = Files.list(lake)) {
      return (int) all.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }
}
