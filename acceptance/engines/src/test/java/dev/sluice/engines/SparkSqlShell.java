// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.engines;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Spark in local mode in the place of {@code spark-sql}, whose own shell is not published as a
 * library: {@code -f FILE} runs the statements of a file, one after the other.
 */
public final class SparkSqlShell {
  private SparkSqlShell() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2 || !arguments[0].equals("-f")) {
      throw new IllegalArgumentException("want: -f FILE");
    }
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()) {
      for (String statement : Files.readString(Path.of(arguments[1])).split(";\\s*\\n")) {
        String sql = statement.replaceAll("(?m)^--.*$", "").strip();
        if (!sql.isEmpty()) {
          spark.sql(sql);
        }
      }
    }
  }
}
