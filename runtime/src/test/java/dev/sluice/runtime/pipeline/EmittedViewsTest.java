// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmittedViewsTest {
  private static final String SELECT =
      "SELECT region, count(*) AS orders FROM orders GROUP BY region\n";

  @TempDir private Path folder;

  private Path write(String topics, String view) throws IOException {
    Files.writeString(folder.resolve("by_region.sql"), view);
    return Files.writeString(
        folder.resolve("pipeline.yaml"),
        "name: live\ntopics: {" + topics + "}\nviews: [by_region.sql]\n");
  }

  private String mistakes(String topics, String view) throws IOException {
    Path file = write(topics, view);
    return catchThrowableOfType(MistakesException.class, () -> PipelineReader.read(file))
        .getMessage();
  }

  @Test
  void areReadBesideThoseOfTheWarehouse() throws Exception {
    Path file = write("orders: {format: avro}", "-- emit: topic by_region\n" + SELECT);
    PipelineFile pipeline = PipelineReader.read(file);
    assertThat(pipeline.views()).isEmpty();
    assertThat(pipeline.emitted())
        .containsExactly(
            new PipelineFile.Emitted(
                "by_region",
                folder.resolve("by_region.sql").toAbsolutePath(),
                "-- emit: topic by_region\n" + SELECT,
                "by_region",
                "orders",
                Optional.empty(),
                true));
  }

  @Test
  void mistakesAreToldWithTheirPlaceAndWhatWasMeant() throws Exception {
    assertThat(mistakes("order: {format: avro}", "-- emit: topic t\n" + SELECT))
        .contains("pipeline.yaml:3:9")
        .contains("reads 'orders', which is no topic")
        .contains("did you mean order?");
    assertThat(mistakes("orders: {format: json}", "-- emit: topic t\n" + SELECT))
        .contains("does not say the columns of topic orders")
        .contains("-- columns:");
    assertThat(mistakes("orders: {format: avro}", "-- emit: topic orders\n" + SELECT))
        .contains("without end");
    assertThat(mistakes("orders: {}, t: {format: json}", "-- emit: topic t\n" + SELECT))
        .contains("which is not avro");
    assertThat(mistakes("orders: {envelope: debezium}", "-- emit: topic t\n" + SELECT))
        .contains("holds changes of a table");
    assertThat(mistakes("orders: {}", "-- emit: t\n" + SELECT))
        .contains("line 1, column 1")
        .contains("does not name a topic");
    assertThat(mistakes("orders: {}", "-- emit: topic t\n-- grace: soon\n" + SELECT))
        .contains("line 2, column 1")
        .contains("grace");
  }
}
