// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.nio.file.Path;
import java.util.Map;

/** Avro orders to zstd Parquet on local disk: what a million more records cost, and a start. */
final class LakeBench {
  private static final long FEWER = 2_000_000;
  private static final long MORE = 6_000_000;
  private static final int ROUNDS = 2;

  private LakeBench() {}

  static void run(Path folder, Path plugins) throws Exception {
    try (Bed bed = Bed.make(folder)) {
      Bed.Topic fewer = bed.fill("orders-2m", FEWER, 0);
      Bed.Topic more = bed.fill("orders-6m", MORE, 0);
      Race race = new Race(folder, bed);
      Result.header(System.out);
      for (int round = 0; round < ROUNDS; round++) {
        Result low = land(race, bed, fewer, folder, plugins, round);
        Result high = land(race, bed, more, folder, plugins, round);
        Result.marginal(System.out, low, high);
      }
    }
  }

  private static Result land(
      Race race, Bed bed, Bed.Topic topic, Path folder, Path plugins, int round) throws Exception {
    Path lake = folder.resolve("lake-" + topic.name() + "-" + round);
    Contender sluice =
        new Contender(
            "sluice-lake",
            Contender.JVM,
            plugins,
            Map.of(
                "connector.class", "dev.sluice.connect.lake.LakeSinkConnector",
                "tasks.max", "2",
                "pipeline", lake.getFileName().toString(),
                "table", "orders",
                "location", lake.toString(),
                "rotate.records", "500000",
                "rotate.interval", "4s",
                "schema.registry.url", bed.registryUrl()));
    Result result = race.run(sluice, topic);
    Sums.of("jdbc:duckdb:", "read_parquet('" + lake + "/*.parquet')")
        .mustBe(topic.sums(), result.contender());
    result.print(System.out);
    return result;
  }
}
