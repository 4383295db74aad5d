// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayeredViewsTest {
  private static final String SELECT =
      "SELECT region, count(*) AS orders FROM orders GROUP BY region\n";
  private static final String VIEW = "-- layers: batch, speed\n" + SELECT;
  private static final String LAKE = "orders: {location: lake/orders}";
  private static final String TABLE = "orders: {columns.kafka: [partition, offset]}";

  @TempDir private Path folder;

  private Path write(String lake, String table, String view) throws IOException {
    Files.writeString(folder.resolve("by_region.sql"), view);
    return Files.writeString(
        folder.resolve("pipeline.yaml"),
        "name: layers\ntopics: {orders: {format: avro}}\nlake: {tables: {"
            + lake
            + "}}\nwarehouse: {url: 'jdbc:duckdb:w.duckdb', tables: {"
            + table
            + "}}\nviews: [by_region.sql]\n");
  }

  private String mistakes(String lake, String table, String view) throws IOException {
    Path file = write(lake, table, view);
    return catchThrowableOfType(MistakesException.class, () -> PipelineReader.read(file))
        .getMessage();
  }

  @Test
  void areReadWithWhatTheirHeaderSays() throws Exception {
    String view = "-- layers: batch, speed\n-- batch every: 1h\n-- batch memory: 1GiB\n" + SELECT;
    assertThat(PipelineReader.read(write(LAKE, TABLE, view)).views())
        .containsExactly(
            new PipelineFile.View(
                "by_region",
                folder.resolve("by_region.sql").toAbsolutePath(),
                view,
                Set.of("orders"),
                Optional.of(
                    new PipelineFile.Layers(
                        "orders", "orders", Optional.of(Duration.ofHours(1)), 1L << 30)),
                Optional.empty()));
  }

  @Test
  void oneOfSeveralLakeTablesIsNamed() throws Exception {
    String two = LAKE + ", again: {topic: orders, location: lake/again}";
    assertThat(mistakes(two, TABLE, VIEW))
        .contains("has several lake tables: orders, again")
        .contains("-- batch lake: orders");
    PipelineFile file = PipelineReader.read(write(two, TABLE, "-- batch lake: again\n" + VIEW));
    assertThat(file.views().get(0).layers().get().lake()).isEqualTo("again");
  }

  @Test
  void whatTheyLackIsTold() throws Exception {
    assertThat(mistakes(LAKE, "orders: {mode: insert}", VIEW))
        .contains("rows of orders do not say their offsets")
        .contains("add columns.kafka: [partition, offset]");
    assertThat(mistakes("orders: {location: lake/orders, format: json}", TABLE, VIEW))
        .contains("there is no lake table of topic orders in Parquet");
    String upsert = "orders: {mode: upsert, key: id, columns.kafka: [partition, offset]}";
    assertThat(mistakes(LAKE, upsert, VIEW)).contains("table orders replaces rows by key");
    String distinct = "-- layers: batch, speed\nSELECT count(DISTINCT region) AS n FROM orders";
    assertThat(mistakes(LAKE, TABLE, distinct)).contains("by_region");
    assertThat(mistakes(LAKE, TABLE, "-- layers: batch\n" + SELECT))
        .contains("line 1, column 1", "names other layers than there are");
  }
}
