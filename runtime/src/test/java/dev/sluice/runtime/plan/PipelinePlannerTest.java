// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.decoders.registry.RegistryClient;
import dev.sluice.registry.RegistrySettings;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.runtime.broker.EmbeddedBroker;
import dev.sluice.runtime.demo.OrderGenerator;
import dev.sluice.runtime.demo.Starter;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.pipeline.PipelineFile;
import dev.sluice.runtime.pipeline.PipelineReader;
import dev.sluice.runtime.plan.PlannedPipeline.PlannedFiles;
import dev.sluice.runtime.plan.PlannedPipeline.PlannedTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinePlannerTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeFile() throws Exception {
    Starter.writeMissing(folder);
    file = folder.resolve("pipeline.yaml");
  }

  private PlannedPipeline plan(TopicColumns columns) throws Exception {
    PipelineFile pipeline = PipelineReader.read(file);
    return new PipelinePlanner(pipeline, new Home(folder.resolve("home")), columns, NOW).plan();
  }

  @Test
  void saysWhatIsKnownWithoutAnything() throws Exception {
    PlannedPipeline plan = plan(TopicColumns.unknown("not known yet"));
    PlannedFiles files = plan.lake().get(0);
    assertThat(files.example())
        .endsWith(
            "lake/orders/ordered_at_day=2026-11-23/orders+0+0000000000-0000499999.zstd.parquet");
    assertThat(files.mover().connector()).isEqualTo("orders-lake-orders");
    assertThat(files.kind()).isEqualTo("all files in the folder");
    PlannedTable table = plan.warehouse().get(0);
    assertThat(table.columns().known()).isEqualTo("not known yet");
    assertThat(table.ddl()).isEmpty();
    assertThat(table.views())
        .extracting(PlannedPipeline.PlannedView::view, PlannedPipeline.PlannedView::mode)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("sales_by_country_minute", "delta"),
            org.assertj.core.groups.Tuple.tuple("sales_by_country_day", "delta"));
  }

  @Test
  void saysWhyAViewOverAnUpsertedTableIsComputedByGroups() throws Exception {
    Files.writeString(
        file, Files.readString(file).replace("{mode: insert", "{mode: upsert, key: [order_id]"));
    PlannedTable table = plan(TopicColumns.unknown("")).warehouse().get(0);
    assertThat(table.mode()).isEqualTo("upsert by order_id");
    assertThat(table.views().get(0).mode()).isEqualTo("touched groups");
    assertThat(table.views().get(0).reason()).contains("rows of the table are replaced");
  }

  /** What is printed is what the database takes. */
  @Test
  void writesTheDdlOfTheRegisteredSchema() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"));
        SchemaRegistry registry =
            SchemaRegistry.start(RegistrySettings.of(broker.bootstrapServers()))) {
      String url = registry.url().toString();
      TopicColumns columns = TopicColumns.of(url, "");
      assertThat(plan(columns).lake().get(0).columns().known())
          .isEqualTo("not known before the first record: the registry has no subject orders-value");
      new RegistryClient(List.of(url), "").register("orders-value", OrderGenerator.SCHEMA);
      PlannedPipeline plan = plan(columns);
      assertThat(plan.lake().get(0).columns().columns())
          .contains("order_id: long", "unit_price: decimal(10, 2)", "ordered_at: timestamptz");
      PlannedTable table = plan.warehouse().get(0);
      assertThat(table.ddl()).hasSize(1);
      try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = duckdb.createStatement()) {
        statement.execute(table.ddl().get(0));
        for (PlannedPipeline.PlannedView view : table.views()) {
          for (String ddl : view.ddl()) {
            statement.execute(ddl);
          }
        }
      }
    }
  }

  @Test
  void saysWhereATableOfIcebergIsKnown() throws Exception {
    String plain = Files.readString(file);
    Files.writeString(
        file, plain.replace("format: parquet", "format: parquet\n      table.format: iceberg"));
    assertThat(plan(TopicColumns.unknown("")).lake().get(0).kind())
        .isEqualTo("a table of Apache Iceberg, its own catalog, by its location");
    Files.writeString(
        file,
        plain.replace(
            "format: parquet",
            "table.format: iceberg\n      iceberg: {table: sales.orders, catalog: {uri: \"http://c\"}}"));
    assertThat(plan(TopicColumns.unknown("")).lake().get(0).kind())
        .isEqualTo("a table of Apache Iceberg, sales.orders in the catalog at http://c");
  }

  @Test
  void saysThatARawTableHasWholeRecords() throws Exception {
    Files.writeString(file, Files.readString(file).replace("format: parquet", "format: raw"));
    PlannedFiles files = plan(TopicColumns.unknown("not known yet")).lake().get(0);
    assertThat(files.columns().known()).isEqualTo("whole records, byte for byte");
    assertThat(files.columns().columns())
        .startsWith("topic: string", "partition: int", "offset: long")
        .contains("value: binary");
  }

  @Test
  void saysWhatTopicsWithoutASchemaBecome() throws Exception {
    // Their columns are none of a value that is one text.
    String avro = Files.readString(file).replaceAll("(?m)^views:.*$", "");
    Files.writeString(file, avro.replace("format: avro", "format: string"));
    assertThat(plan(TopicColumns.unknown("")).lake().get(0).columns().columns())
        .containsExactly("value: string");
    Files.writeString(file, avro.replace("format: avro", "format: json"));
    assertThat(plan(TopicColumns.unknown("")).lake().get(0).columns().known())
        .contains("JSON has no schema");
  }

  @Test
  void saysThatTheRegistryIsAway() throws Exception {
    assertThat(plan(TopicColumns.of("http://127.0.0.1:9", "")).lake().get(0).columns().known())
        .startsWith("not known: The schema registry at http://127.0.0.1:9/ cannot be used");
  }
}
