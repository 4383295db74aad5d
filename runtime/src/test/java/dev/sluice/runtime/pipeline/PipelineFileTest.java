// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.decoders.DecoderSettings;
import dev.sluice.lake.FormatSettings;
import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.formats.Codec;
import dev.sluice.warehouse.Mode;
import dev.sluice.warehouse.WarehouseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineFileTest {
  private static final String GOOD =
      """
      name: orders
      kafka: {bootstrap.servers: "b1:9092,b2:9092", client: {security.protocol: SASL_SSL, sasl: {mechanism: PLAIN}}}
      schema.registry: {url: "http://registry:8081", user: reader, password: "${env:REGISTRY_PASSWORD}"}
      topics:
        shop.orders: {format: avro, partitions: 8, replication: 3}
      lake:
        tables:
          orders:
            topic: shop.orders
            location: lake/orders
            format: parquet
            compression: snappy
            partition: [day(ordered_at), country]
            rotate: {records: 500_000, bytes: 64MiB, interval: 10s}
      warehouse:
        url: jdbc:duckdb:${env:WAREHOUSE:warehouse}.duckdb
        tables:
          orders: {topic: shop.orders, mode: upsert, key: [order_id], interval: 2s}
      views: [views/sales.sql]
      memory: 64MiB
      http: {host: 0.0.0.0, port: 8090}
      tasks: 3
      """;

  private static final String SALES = "SELECT country, count(*) AS n FROM Orders GROUP BY 1";

  @TempDir private Path folder;

  private PipelineFile read(String text) throws IOException, MistakesException {
    Path file = folder.resolve("pipeline.yaml");
    Files.writeString(file, text);
    return PipelineReader.read(file, Map.of("REGISTRY_PASSWORD", "s3cret")::get);
  }

  private void writeView() throws IOException {
    Files.createDirectories(folder.resolve("views"));
    Files.writeString(folder.resolve("views/sales.sql"), SALES);
  }

  @Test
  void aTopicSaysHowItsValuesAreEncoded() throws IOException, MistakesException {
    PipelineFile file =
        read("name: n\ntopics: {a: {format: json}, b: {}}\nlake.tables.a.location: l\n");
    assertThat(file.topics().get(0).settings().get(PipelineSettings.TOPIC_FORMAT))
        .isEqualTo(DecoderSettings.Format.JSON);
    assertThat(file.topics().get(1).settings().get(PipelineSettings.TOPIC_FORMAT))
        .isEqualTo(DecoderSettings.Format.AVRO);
  }

  @Test
  void readsEverySetting() throws IOException, MistakesException {
    writeView();
    PipelineFile pipeline = read(GOOD);
    assertThat(pipeline.name()).isEqualTo("orders");
    assertThat(pipeline.top().get(PipelineSettings.TASKS)).isEqualTo(3);
    assertThat(pipeline.top().get(PipelineSettings.MEMORY)).isEqualTo(64 << 20);
    assertThat(pipeline.http().get(PipelineSettings.HTTP_HOST)).isEqualTo("0.0.0.0");
    assertThat(pipeline.http().get(PipelineSettings.HTTP_PORT)).isEqualTo(8090);
    assertThat(pipeline.bootstrapServers()).contains("b1:9092,b2:9092");
    assertThat(pipeline.kafkaClient())
        .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN"));
    assertThat(pipeline.registryUrl()).contains("http://registry:8081");
    assertThat(pipeline.registryUserInfo()).isEqualTo("reader:s3cret");
    assertThat(pipeline.views())
        .containsExactly(
            new PipelineFile.View(
                "sales",
                folder.resolve("views/sales.sql"),
                SALES,
                Set.of("orders"),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void readsTables() throws IOException, MistakesException {
    writeView();
    PipelineFile pipeline = read(GOOD);
    PipelineFile.Section lake = pipeline.lakeTables().get(0);
    assertThat(lake.topic()).isEqualTo("shop.orders");
    assertThat(lake.settings().get(FormatSettings.COMPRESSION)).isEqualTo(Codec.SNAPPY);
    assertThat(lake.settings().get(LakeSettings.PARTITION))
        .containsExactly("day(ordered_at)", "country");
    assertThat(lake.settings().get(LakeSettings.ROTATE_RECORDS)).isEqualTo(500_000);
    assertThat(pipeline.topicOf(lake).name()).isEqualTo("shop.orders");
    assertThat(pipeline.topicOf(lake).settings().get(PipelineSettings.TOPIC_PARTITIONS))
        .isEqualTo(8);
    assertThat(pipeline.warehouse().orElseThrow().get(PipelineSettings.WAREHOUSE_URL))
        .isEqualTo("jdbc:duckdb:warehouse.duckdb");
    PipelineFile.Section table = pipeline.warehouseTables().get(0);
    assertThat(table.settings().get(WarehouseSettings.MODE)).isEqualTo(Mode.UPSERT);
    assertThat(table.settings().get(WarehouseSettings.KEY)).containsExactly("order_id");
    assertThat(table.settings().get(PipelineSettings.INTERVAL)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void meansTheSameByDottedKeysAndNestedMaps() throws IOException, MistakesException {
    PipelineFile dotted =
        read(
            """
            name: p
            topics.orders.partitions: 2
            lake.tables.orders.location: lake
            lake.tables.orders.rotate.interval: 5s
            """);
    PipelineFile nested =
        read(
            """
            name: p
            topics: {orders: {partitions: 2}}
            lake: {tables: {orders: {location: lake, rotate: {interval: 5s}}}}
            """);
    assertThat(dotted.topics()).isEqualTo(nested.topics()).hasSize(1);
    assertThat(dotted.lakeTables()).isEqualTo(nested.lakeTables()).hasSize(1);
    assertThat(nested.lakeTables().get(0).topic()).isEqualTo("orders");
  }

  @Test
  void showsNoSecrets() throws IOException, MistakesException {
    writeView();
    assertThat(read(GOOD).toString()).doesNotContain("s3cret");
  }

  @Test
  void fillsTheSmallestFileWithFallbacks() throws IOException, MistakesException {
    PipelineFile pipeline =
        read("name: p\ntopics: {a: }\nwarehouse: {url: 'jdbc:postgresql://h/db', tables: {a: }}\n");
    assertThat(pipeline.bootstrapServers()).isEmpty();
    assertThat(pipeline.registryUrl()).isEmpty();
    assertThat(pipeline.registryUserInfo()).isEmpty();
    assertThat(pipeline.warehouseTables().get(0).settings().get(WarehouseSettings.MODE))
        .isEqualTo(Mode.INSERT);
    assertThat(pipeline.http().get(PipelineSettings.HTTP_HOST)).isEqualTo("127.0.0.1");
  }

  @Test
  void leavesTheWarehouseOut() throws IOException, MistakesException {
    assertThat(read("name: p\ntopics.a: \nlake.tables.a.location: l\n").warehouse()).isEmpty();
  }
}
