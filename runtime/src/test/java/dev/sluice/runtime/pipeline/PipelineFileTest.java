// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lake.LakeSettings;
import dev.sluice.lake.formats.parquet.ParquetCodec;
import dev.sluice.runtime.pipeline.PipelineFile.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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

  @TempDir private Path folder;

  private Reading read(String text) throws IOException {
    Path file = folder.resolve("pipeline.yaml");
    Files.writeString(file, text);
    return PipelineFile.read(file, folder.resolve("data"), Map.of("REGISTRY_PASSWORD", "s3cret"));
  }

  private void writeView() throws IOException {
    Files.createDirectories(folder.resolve("views"));
    Files.writeString(folder.resolve("views/sales.sql"), "SELECT 1");
  }

  @Test
  void readsEverySetting() throws IOException {
    writeView();
    Reading reading = read(GOOD);
    assertThat(reading.mistakes()).isEmpty();
    PipelineFile pipeline = reading.pipeline().orElseThrow();
    assertThat(pipeline.name()).isEqualTo("orders");
    assertThat(pipeline.tasks()).isEqualTo(3);
    assertThat(pipeline.memory()).isEqualTo(64 << 20);
    assertThat(pipeline.http()).isEqualTo(new PipelineFile.Http("0.0.0.0", 8090));
    assertThat(pipeline.kafka().bootstrapServers()).contains("b1:9092,b2:9092");
    assertThat(pipeline.kafka().client())
        .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN"));
    assertThat(pipeline.registry().urls()).containsExactly("http://registry:8081");
    assertThat(pipeline.registry().userInfo()).isEqualTo("reader:s3cret");
    assertThat(pipeline.topic("shop.orders").partitions()).isEqualTo(8);
    assertThat(pipeline.topic("shop.orders").replication()).isEqualTo(OptionalInt.of(3));
    assertThat(pipeline.views())
        .containsExactly(
            new PipelineFile.View("sales", folder.resolve("views/sales.sql"), "SELECT 1"));
  }

  @Test
  void resolvesTablesAgainstTheDataFolder() throws IOException {
    writeView();
    PipelineFile pipeline = read(GOOD).pipeline().orElseThrow();
    PipelineFile.LakeTable lake = pipeline.lake().get(0);
    assertThat(lake.topic()).isEqualTo("shop.orders");
    assertThat(lake.location()).isEqualTo(folder.resolve("data/lake/orders"));
    assertThat(lake.values().get(LakeSettings.LOCATION)).isEqualTo(lake.location().toString());
    assertThat(lake.values().get(LakeSettings.COMPRESSION)).isEqualTo(ParquetCodec.SNAPPY);
    assertThat(lake.values().get(LakeSettings.PARTITION))
        .containsExactly("day(ordered_at)", "country");
    assertThat(lake.values().get(LakeSettings.ROTATE_RECORDS)).isEqualTo(500_000);
    PipelineFile.Warehouse warehouse = pipeline.warehouse().orElseThrow();
    assertThat(warehouse.duckDbFile()).contains(folder.resolve("data/warehouse.duckdb"));
    assertThat(warehouse.tables())
        .containsExactly(
            new PipelineFile.WarehouseTable(
                "orders",
                "shop.orders",
                PipelineSettings.Mode.UPSERT,
                List.of("order_id"),
                Duration.ofSeconds(2)));
  }

  @Test
  void meansTheSameByDottedKeysAndNestedMaps() throws IOException {
    PipelineFile dotted =
        read("""
                name: p
                topics.orders.partitions: 2
                lake.tables.orders.location: lake
                lake.tables.orders.rotate.interval: 5s
                """)
            .pipeline()
            .orElseThrow();
    PipelineFile nested =
        read("""
                name: p
                topics: {orders: {partitions: 2}}
                lake: {tables: {orders: {location: lake, rotate: {interval: 5s}}}}
                """)
            .pipeline()
            .orElseThrow();
    assertThat(dotted).isEqualTo(nested);
    assertThat(nested.lake().get(0).topic()).isEqualTo("orders");
  }

  @Test
  void showsNoSecrets() throws IOException {
    writeView();
    assertThat(read(GOOD).pipeline().orElseThrow().toString()).doesNotContain("s3cret");
  }

  @Test
  void fillsTheSmallestFileWithFallbacks() throws IOException {
    PipelineFile pipeline =
        read("name: p\ntopics: {a: }\nwarehouse: {url: 'jdbc:postgresql://h/db', tables: {a: }}\n")
            .pipeline()
            .orElseThrow();
    assertThat(pipeline.kafka().bootstrapServers()).isEmpty();
    assertThat(pipeline.registry().urls()).isEmpty();
    assertThat(pipeline.warehouse().orElseThrow().url()).isEqualTo("jdbc:postgresql://h/db");
    assertThat(pipeline.warehouse().orElseThrow().tables().get(0).mode())
        .isEqualTo(PipelineSettings.Mode.INSERT);
    assertThat(pipeline.http()).isEqualTo(new PipelineFile.Http("127.0.0.1", 0));
  }
}
