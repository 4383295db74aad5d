// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to one process is refused to a second one, in a sentence, and the first goes on. */
class SecondProcessIT {
  @TempDir private Path folder;

  @Test
  void onTheSameDataFolder() throws Exception {
    Path home = folder.resolve("data");
    try (Binary first = Binary.start(folder, List.of("demo", "--home", home.toString()))) {
      Running running = Running.await(first);
      Binary.Finished second = Binary.run(folder, "demo", "--home", home.toString());
      assertThat(second.exitCode()).isEqualTo(3);
      assertThat(second.output())
          .contains("sluice: ")
          .contains(home.toString())
          .contains("one process at a time")
          .doesNotContain("\tat ");
      assertThat(running.get("/health").statusCode()).isEqualTo(200);
      first.stop();
    }
  }

  @Test
  void onTheSameDuckDbFile() throws Exception {
    try (Company company = Company.open(folder)) {
      Path file = company.pipeline();
      Path duckdb = folder.resolve("shared.duckdb");
      Files.writeString(
          file, Files.readString(file).replace(company.warehouseUrl(), "jdbc:duckdb:" + duckdb));
      company.publish();
      String one = folder.resolve("one").toString();
      try (Binary first = Binary.start(folder, List.of("up", file.toString(), "--home", one))) {
        Running running = Running.await(first);
        Binary.Finished second =
            Binary.run(folder, "up", file.toString(), "--home", folder.resolve("two").toString());
        assertThat(second.exitCode()).isEqualTo(3);
        assertThat(second.output())
            .contains("sluice: ")
            .contains(duckdb.toString())
            .contains("one process at a time")
            .doesNotContain("\tat ");
        assertThat(running.get("/health").statusCode()).isEqualTo(200);
        first.stop();
      }
    }
  }
}
