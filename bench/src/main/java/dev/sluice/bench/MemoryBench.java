// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Many open table partitions in a small heap: directories filled side by side, steadily. */
final class MemoryBench {
  private static final long RECORDS = 4_000_000;
  private static final int KEYS = 2_000;
  private static final List<Integer> OPEN = List.of(1, 2_000, 10_000);
  private static final List<String> SMALL = List.of("-Xmx512m", "-XX:+UseG1GC");

  private MemoryBench() {}

  static void run(Path folder, Path plugins) throws Exception {
    Result.header(System.out);
    for (int open : OPEN) {
      Path own = Files.createDirectories(folder.resolve("open-" + open));
      try (Bed bed = Bed.make(own)) {
        Bed.Topic topic = bed.fill("orders-by-id", RECORDS, open > 1 ? open : KEYS);
        Path lake = own.resolve("lake");
        Map<String, String> properties =
            new HashMap<>(
                Map.of(
                    "connector.class", "dev.sluice.connect.lake.LakeSinkConnector",
                    "tasks.max", "2",
                    "pipeline", "memory",
                    "table", "orders",
                    "location", lake.toString(),
                    "memory", "128MiB",
                    "rotate.interval", "20s",
                    "schema.registry.url", bed.registryUrl()));
        if (open > 1) {
          properties.put("partition", "order_id");
        }
        Contender sluice =
            new Contender("sluice-" + open + "-partitions", SMALL, plugins, properties);
        Result result = new Race(own, bed).run(sluice, topic);
        String files = open > 1 ? "/*/*.parquet" : "/*.parquet";
        Sums.of("jdbc:duckdb:", "read_parquet('" + lake + files + "')")
            .mustBe(topic.sums(), result.contender());
        result.print(System.out);
      }
    }
  }
}
