// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Many open table partitions in a small heap: 2,000 directories filled side by side. */
final class MemoryBench {
  private static final long RECORDS = 1_000_000;
  private static final int OPEN = 2_000;
  private static final List<String> SMALL = List.of("-Xmx512m", "-XX:+UseG1GC");

  private MemoryBench() {}

  static void run(Path folder, Path plugins) throws Exception {
    try (Bed bed = Bed.make(folder)) {
      Bed.Topic topic = bed.fill("orders-by-id", RECORDS, OPEN);
      Path lake = folder.resolve("lake");
      Contender sluice =
          new Contender(
              "sluice-2000-partitions",
              SMALL,
              plugins,
              Map.of(
                  "connector.class", "dev.sluice.connect.lake.LakeSinkConnector",
                  "tasks.max", "2",
                  "pipeline", "memory",
                  "table", "orders",
                  "location", lake.toString(),
                  "partition", "order_id",
                  "memory", "128MiB",
                  "rotate.interval", "20s",
                  "schema.registry.url", bed.registryUrl()));
      Result result = new Race(folder, bed).run(sluice, topic);
      Sums.of("jdbc:duckdb:", "read_parquet('" + lake + "/*/*.parquet')")
          .mustBe(topic.sums(), result.contender());
      Result.header(System.out);
      result.print(System.out);
    }
  }
}
