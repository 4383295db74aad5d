// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes share the work of one file; one is killed and never comes back. */
class LossOfOneIT {
  private static final Duration SOON = Duration.ofMinutes(1);

  @Test
  void theOtherTakesOver(@TempDir Path folder) throws Exception {
    try (Company company = Company.open(folder)) {
      Path file = company.pipeline();
      Path home = folder.resolve("home-1");
      company.publish();
      KafkaOrders kafka;
      try (Binary survivor = Binary.start(home, up(file, home))) {
        Running running = Running.await(survivor);
        Path otherHome = folder.resolve("home-2");
        try (Binary other = Binary.start(otherHome, up(file, otherHome))) {
          Running.await(other);
          running.await(status -> workers(status).size() == 2, SOON);
          long shared = running.status().path("records").asLong();
          running.await(status -> status.path("records").asLong() > shared + 3_000, SOON);
          other.kill();
        }
        running.await(status -> workers(status).size() == 1, SOON);
        long alone = running.status().path("records").asLong();
        running.await(status -> status.path("records").asLong() > alone + 3_000, SOON);
        company.stopPublishing();

        running.awaitDrained(SOON);
        kafka = KafkaOrders.read(company.bootstrapServers(), "orders");
        kafka.mustHaveDeadLetters(company.bootstrapServers(), "one of two lost");
        Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
        assertThat(verify.exitCode()).as(verify.output()).isZero();
        survivor.stop();
      }
      assertThat(kafka.orders().rows()).hasSizeGreaterThan(6_000);
      SqlOrders.lake(company.lake()).mustEqual(kafka.orders(), "the lake");
      Landed.inPostgres(company.warehouseUrl()).mustEqual(kafka.orders(), "one of two lost");
    }
  }

  private static List<String> up(Path file, Path home) {
    return List.of("up", file.toString(), "--home", home.toString());
  }

  /** Connect workers that run tasks. */
  private static Set<String> workers(JsonNode status) {
    Set<String> workers = new TreeSet<>();
    for (JsonNode table : status.path("tables")) {
      table.path("workers").forEach(worker -> workers.add(worker.asText()));
    }
    return workers;
  }
}
