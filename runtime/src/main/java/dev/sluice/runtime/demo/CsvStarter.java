// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pipeline for the rows of CSV files, for those who have none yet. */
public final class CsvStarter {
  private static final String VIEW = "rows_by_day";

  private CsvStarter() {}

  /**
   * Writes a pipeline and, if there is a time column, a view by its day; what is there stays.
   *
   * @return the pipeline file
   */
  public static Path writeMissing(Path folder, CsvTable table) throws IOException {
    Optional<String> time = fields(table, CsvType.Kind.TIMESTAMP).findFirst();
    Path file = folder.resolve("pipeline.yaml");
    if (!Files.exists(file)) {
      Files.createDirectories(folder.resolve("views"));
      if (time.isPresent()) {
        Files.writeString(folder.resolve("views/" + VIEW + ".sql"), view(time.get(), table));
      }
      Files.writeString(file, pipeline(time));
    }
    return file;
  }

  private static String pipeline(Optional<String> time) {
    return """
        # Rows of CSV files, each as it is in the lake and in the warehouse. Yours to change.
        name: csv

        topics:
          rows: {format: avro, partitions: 4}

        lake:
          tables:
            rows: {location: lake/rows, format: parquet%s, rotate: {interval: 5s}}

        warehouse:
          url: jdbc:duckdb:warehouse.duckdb
          tables:
            rows: {mode: insert, interval: 1s}
        %s"""
        .formatted(
            time.map(t -> ", partition: [day(" + t + ")]").orElse(""),
            time.isPresent() ? "\nviews: [views/" + VIEW + ".sql]\n" : "");
  }

  private static String view(String time, CsvTable table) {
    String sums =
        Stream.concat(fields(table, CsvType.Kind.LONG), fields(table, CsvType.Kind.DECIMAL))
            .map(field -> ",\n       sum(\"%1$s\") AS \"sum_%1$s\"".formatted(field))
            .collect(Collectors.joining());
    return """
        -- A start: put what you want to know per day here.
        SELECT date_trunc('day', "%s") AS "day",
               count(*) AS "row_count"%s
        FROM "rows"
        GROUP BY 1
        """
        .formatted(time, sums);
  }

  private static Stream<String> fields(CsvTable table, CsvType.Kind kind) {
    List<CsvTable.Column> columns = table.columns();
    return columns.stream().filter(c -> c.type().kind() == kind).map(CsvTable.Column::field);
  }
}
