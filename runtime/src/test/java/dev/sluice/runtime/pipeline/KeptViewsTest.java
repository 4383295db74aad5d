// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views with a schedule, and views that tell what is final. */
class KeptViewsTest {
  private static final String RANKED =
      "SELECT region, rank() OVER (ORDER BY sum(quantity) DESC) AS place FROM orders GROUP BY 1\n";
  private static final String HOURS =
      "-- final: hour\nSELECT date_trunc('hour', ordered_at) AS hour, count(*) AS n FROM orders"
          + " GROUP BY 1\n";

  @TempDir private Path folder;

  private Path write(String time, String view) throws IOException {
    Files.writeString(folder.resolve("kept.sql"), view);
    return Files.writeString(
        folder.resolve("pipeline.yaml"),
        "name: kept\ntopics: {orders: {format: avro"
            + time
            + "}}\nwarehouse: {url: 'jdbc:duckdb:w.duckdb', tables: {orders: {}}}\n"
            + "views: [kept.sql]\n");
  }

  private String mistakes(String time, String view) throws IOException {
    Path file = write(time, view);
    return catchThrowableOfType(MistakesException.class, () -> PipelineReader.read(file))
        .getMessage();
  }

  @Test
  void aScheduleAllowsAnySelectOfThePipelinesTables() throws Exception {
    assertThat(mistakes("", RANKED)).contains("kept.sql, line 1");
    assertThat(PipelineReader.read(write("", "-- refresh: 5m\n" + RANKED)).views())
        .singleElement()
        .satisfies(view -> assertThat(view.tables()).isEqualTo(Set.of("orders")));
    assertThat(mistakes("", "-- refresh: 5m\nSELECT 1 AS one"))
        .contains("the view 'kept' reads no table of the pipeline", "read one of orders");
    assertThat(mistakes("", "-- refresh: 5m\nSELECT 1 AS one FROM kept, orders"))
        .contains("the view 'kept' reads itself");
    assertThat(mistakes("", "-- refresh: soon\n" + RANKED)).contains("line 1, column 1", "refresh");
    assertThat(mistakes("", "-- refresh: 5m\n" + HOURS))
        .contains("leave out one of -- final and -- refresh");
  }

  @Test
  void whatIsFinalNeedsTheTopicsTime() throws Exception {
    assertThat(PipelineReader.read(write(", time: ordered_at", HOURS)).views()).hasSize(1);
    assertThat(mistakes("", HOURS))
        .contains("topic orders does not say its event time", "topics.orders.time: ordered_at");
    assertThat(mistakes(", time: paid_at", HOURS)).contains("topic orders has the time paid_at");
  }
}
