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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two processes share the work of one file; one is killed, or stands still for longer than its
 * session and then goes on with what it holds.
 */
class LossOfOneIT {
  private static final Duration SOON = Duration.ofMinutes(1);

  /** How one of two is lost. */
  enum Loss {
    KILLED,
    PAUSED
  }

  @ParameterizedTest
  @EnumSource
  void theOtherTakesOver(Loss loss, @TempDir Path folder) throws Exception {
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
          if (loss == Loss.KILLED) {
            other.kill();
          } else {
            other.pause();
          }
          running.await(status -> workers(status).size() == 1, SOON);
          long alone = running.status().path("records").asLong();
          running.await(status -> status.path("records").asLong() > alone + 3_000, SOON);
          if (loss == Loss.PAUSED) {
            other.resume();
            running.await(status -> workers(status).size() == 2, SOON);
          }
          long after = running.status().path("records").asLong();
          running.await(status -> status.path("records").asLong() > after + 3_000, SOON);
        }
        company.stopPublishing();

        running.awaitDrained(SOON);
        kafka = KafkaOrders.read(company.bootstrapServers(), "orders");
        kafka.mustHaveDeadLetters(company.bootstrapServers(), loss.toString());
        Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
        assertThat(verify.exitCode()).as(verify.output()).isZero();
        survivor.stop();
      }
      assertThat(kafka.orders().rows()).hasSizeGreaterThan(6_000);
      SqlOrders.lake(company.lake()).mustEqual(kafka.orders(), "the lake");
      Landed.inPostgres(company.warehouseUrl()).mustEqual(kafka.orders(), loss.toString());
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
