// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A store that is slower than the consumer: until the memory budget is used, records are to be
 * taken as if the store were fast, and a call of {@code put} is not to wait for an upload.
 */
final class SlowStoreBench {
  private static final long BYTES_PER_SECOND = 1 << 20;
  private static final String MEMORY = "96MiB";

  private SlowStoreBench() {}

  static void run(
      Path folder, Path plugins, Race race, S3Service service, Bed.Topic topic, String registry)
      throws Exception {
    String prefix = "slow";
    Path file = folder.resolve("gauges");
    try (SlowLink link = new SlowLink(service.url(), BYTES_PER_SECOND)) {
      Map<String, String> properties = new HashMap<>(service.properties(prefix, link.url()));
      properties.put("memory", MEMORY);
      properties.put("rotate.records", "100000");
      Contender sluice = LakeBench.sluice("sluice-slow-s3", plugins, prefix, registry, properties);
      Result result =
          LakeBench.check(race.run(sluice, topic, file), service.objects(prefix), topic);
      result.print(System.out);
      report(Gauges.read(file));
    }
  }

  private static void report(List<Gauges> gauges) {
    Gauges first = gauges.get(0);
    Gauges full = gauges.stream().filter(Gauges::saturated).findFirst().orElseThrow();
    double seconds = (full.millis() - first.millis()) / 1e3;
    System.out.printf(
        "at 1 MiB/s of uploads: %,d records taken in %.2f s until %s of memory were used;"
            + " the longest put until then took %.0f ms%n",
        full.records(), seconds, MEMORY, full.longestPut());
    Gauges last = gauges.get(gauges.size() - 1);
    System.out.printf(
        "afterwards %,d records in %.1f s, at the store's pace; the longest put took %.0f ms%n",
        last.records() - full.records(), (last.millis() - full.millis()) / 1e3, last.longestPut());
  }
}
