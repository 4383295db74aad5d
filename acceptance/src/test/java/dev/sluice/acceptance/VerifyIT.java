// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice verify} finds whatever is done to files, tables and views behind its back. */
class VerifyIT {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void findsEveryKindOfDamage() throws Exception {
    try (Company company = Company.open(folder)) {
      Path home = folder.resolve("home");
      company.publish();
      List<String> up = List.of("up", company.pipeline().toString(), "--home", home.toString());
      try (Binary binary = Binary.start(folder, up)) {
        Running running = Running.await(binary);
        running.await(status -> status.path("records").asLong() > 5_000, SOON);
        company.stopPublishing();
        running.awaitDrained(SOON);
        holds(home);
        files(company.lake(), home);
        tables(company, home);
        holds(home);
        binary.stop();
      }
    }
  }

  private void files(Path lake, Path home) throws Exception {
    Path file = parquet(lake);
    Path aside = folder.resolve("aside.parquet");

    Files.move(file, aside);
    differs(home, file.getFileName().toString(), "is gone");

    byte[] whole = Files.readAllBytes(aside);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
    differs(home, file.getFileName().toString(), "and was landed with " + whole.length);

    byte[] changed = whole.clone();
    changed[whole.length / 3] ^= 0x55;
    Files.write(file, changed, StandardOpenOption.TRUNCATE_EXISTING);
    Binary.Finished shallow = Binary.run(folder, "verify", "--home", home.toString());
    assertThat(shallow.exitCode()).as(shallow.output()).isZero();
    differs(home, file.getFileName().toString(), "checksums differ");

    Files.copy(aside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Path stray = file.resolveSibling("stray.parquet");
    Files.copy(aside, stray);
    differs(home, "stray.parquet", "no commit has listed this file");
    Files.delete(stray);
    holds(home);
  }

  private void tables(Company company, Path home) throws Exception {
    run(company, "CREATE TABLE taken AS SELECT * FROM orders LIMIT 1");
    run(
        company,
        "DELETE FROM orders WHERE order_id = (SELECT order_id FROM taken)"
            + " AND ordered_at = (SELECT ordered_at FROM taken)");
    differs(home, "warehouse orders", "rows were removed outside this pipeline");
    differs(home, "view sales_by_country_day", "differ from its SELECT");
    run(company, "INSERT INTO orders SELECT * FROM taken");
    holds(home);

    run(company, "INSERT INTO orders SELECT * FROM taken");
    differs(home, "warehouse orders", "rows were added outside this pipeline");
    run(
        company,
        "DELETE FROM orders WHERE ctid = (SELECT max(o.ctid) FROM orders o JOIN taken t"
            + " ON o.order_id = t.order_id AND o.ordered_at = t.ordered_at)");
    holds(home);

    run(company, "UPDATE sales_by_country_day SET revenue = revenue + 0.01");
    differs(home, "view sales_by_country_day", "rows differ from its SELECT");
    run(company, "UPDATE sales_by_country_day SET revenue = revenue - 0.01");

    run(company, "CREATE TABLE receipt AS SELECT * FROM sluice_ledger LIMIT 1");
    run(
        company,
        "DELETE FROM sluice_ledger WHERE to_offset = (SELECT to_offset FROM receipt)"
            + " AND \"partition\" = (SELECT \"partition\" FROM receipt)");
    differs(home, "warehouse orders", "DIFFERS");
    run(company, "INSERT INTO sluice_ledger SELECT * FROM receipt");
  }

  private void holds(Path home) throws IOException, InterruptedException {
    Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
    assertThat(verify.exitCode()).as(verify.output()).isZero();
    assertThat(verify.output())
        .contains("files", "all as recorded, every one read again")
        .contains("rows, as the receipts count")
        .contains("rows, equal to its SELECT computed anew")
        .contains("It holds.");
  }

  private void differs(Path home, String where, String what)
      throws IOException, InterruptedException {
    Binary.Finished verify = Binary.run(folder, "verify", "--deep", "--home", home.toString());
    assertThat(verify.exitCode()).as(verify.output()).isEqualTo(1);
    assertThat(verify.output()).contains(where, what, "It does not hold.");
  }

  private static Path parquet(Path lake) throws IOException {
    try (Stream<Path> files = Files.walk(lake)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private static void run(Company company, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(company.warehouseUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
