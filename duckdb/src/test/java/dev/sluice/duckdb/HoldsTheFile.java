// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;

/** A process that commits three rows, leaves a fourth uncommitted, and waits to be killed. */
final class HoldsTheFile {
  private HoldsTheFile() {}

  public static void main(String[] arguments) throws Exception {
    try (DuckDbFile file = DuckDbFile.open(Path.of(arguments[0]));
        Connection connection = file.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT range AS a FROM range(1, 4)");
      statement.execute("BEGIN");
      statement.execute("INSERT INTO t VALUES (4)");
      System.out.println("committed");
      new CountDownLatch(1).await();
    }
  }
}
