// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import dev.sluice.registry.RegistrySettings;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.runtime.broker.EmbeddedBroker;
import dev.sluice.runtime.demo.DemoPublisher;
import dev.sluice.runtime.demo.Starter;
import dev.sluice.testkit.mariadb.MariaDbServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/**
 * What a company already has: Kafka, a schema registry, PostgreSQL and a folder for the lake, all
 * outside the process under test. Orders are published from here.
 */
final class Company implements AutoCloseable {
  private static final int ORDERS_PER_SECOND = 1_000;
  private static final int PARTITIONS = 4;

  private final Path folder;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private EmbeddedBroker broker;
  private final EmbeddedPostgres postgres;
  private SchemaRegistry registry;
  private DemoPublisher publisher;

  private Company(Path folder) throws IOException {
    this.folder = folder;
    this.broker = part(EmbeddedBroker.start(folder.resolve("kafka")));
    this.registry = part(SchemaRegistry.start(RegistrySettings.of(broker.bootstrapServers())));
    // Days and minutes of the views must not depend on where the database thinks it is.
    this.postgres =
        part(
            EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setServerConfig("timezone", "America/New_York")
                .start());
  }

  static Company open(Path folder) throws IOException, ExecutionException, InterruptedException {
    Company company = new Company(folder);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", company.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("orders", PARTITIONS, (short) 1))).all().get();
    }
    return company;
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  URI registryUrl() {
    return registry.url();
  }

  String warehouseUrl() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  /** Kafka is gone until {@link #startKafka}. */
  void stopKafka() {
    broker.close();
  }

  /** On the same ports as before, with the same records. */
  void startKafka() {
    broker = part(EmbeddedBroker.start(folder.resolve("kafka")));
  }

  void stopWarehouse() throws IOException, InterruptedException {
    postgresControl("stop", "-m", "fast");
  }

  /** On the same port as before, with the same data. */
  void startWarehouse() throws IOException, InterruptedException {
    postgresControl("start", "-o", "-p " + postgres.getPort() + " -c timezone=America/New_York");
  }

  private void postgresControl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root; in a namespace of its own it does not see that it does.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(program("pg_ctl"));
    command.addAll(List.of("-w", "-D", folder.resolve("postgres").toString()));
    command.addAll(List.of("-l", folder.resolve("postgres.log").toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("pg_ctl.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
    }
  }

  /** Where the running server's own programs are. */
  private String program(String name) throws IOException {
    String options = Files.readString(folder.resolve("postgres/postmaster.opts"));
    return Path.of(options.substring(0, options.indexOf(' '))).resolveSibling(name).toString();
  }

  Path lake() {
    return folder.resolve("lake/orders");
  }

  /** The registry is gone until {@link #startRegistry}. */
  void stopRegistry() {
    registry.close();
  }

  /** On the same address as before, with the same schemas. */
  void startRegistry() {
    URI before = registry.url();
    registry =
        part(
            SchemaRegistry.start(
                RegistrySettings.of(broker.bootstrapServers())
                    .listeningOn(before.getHost(), before.getPort())));
  }

  /** What a short retention does; answers how many offsets are gone. */
  long deleteRecords(String topic) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      for (int i = 0; i < PARTITIONS; i++) {
        latest.put(new TopicPartition(topic, i), OffsetSpec.latest());
        all.put(new TopicPartition(topic, i), RecordsToDelete.beforeOffset(-1));
      }
      admin.deleteRecords(all).all().get();
      long deleted = 0;
      for (ListOffsetsResultInfo end : admin.listOffsets(latest).all().get().values()) {
        deleted += end.offset();
      }
      return deleted;
    }
  }

  void publish() {
    publisher =
        part(
            DemoPublisher.start(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                registry.url().toString(),
                "orders",
                ORDERS_PER_SECOND,
                0));
  }

  void stopPublishing() {
    publisher.close();
  }

  /** The example pipeline on these parts. */
  Path pipeline() throws IOException {
    Path pipeline = folder.resolve("pipeline");
    Starter.writeMissing(pipeline);
    Path file = pipeline.resolve("pipeline.yaml");
    Files.writeString(
        file,
        """
        name: orders
        kafka: {bootstrap.servers: "%s"}
        schema.registry: {url: "%s"}
        tasks: 2
        topics:
          orders: {format: avro, partitions: 4}
        lake:
          tables:
            orders:
              location: %s
              partition: [day(ordered_at)]
              rotate: {interval: 2s}
        warehouse:
          url: "%s"
          tables:
            orders: {mode: insert, interval: 500ms}
        views: [views/sales_by_country_minute.sql, views/sales_by_country_day.sql]
        """
            .formatted(bootstrapServers(), registryUrl(), lake(), warehouseUrl()));
    return file;
  }

  /** The example pipeline with MariaDB as the warehouse, and the views in its words. */
  Path pipeline(MariaDbServer mariaDb) throws IOException {
    Path views = Files.createDirectories(folder.resolve("views"));
    String sales =
        """
        SELECT CAST(date_format(ordered_at, '%s') AS DATETIME) AS ordered_%s, country,
          count(*) AS orders, sum(quantity) AS quantity, sum(quantity * unit_price) AS revenue
        FROM orders GROUP BY 1, 2
        """;
    Files.writeString(
        views.resolve("sales_by_country_minute.sql"),
        sales.formatted("%Y-%m-%d %H:%i:00", "minute"));
    Files.writeString(
        views.resolve("sales_by_country_day.sql"), sales.formatted("%Y-%m-%d", "day"));
    Path file = folder.resolve("mariadb.yaml");
    Files.writeString(
        file,
        """
        name: orders
        kafka: {bootstrap.servers: "%s"}
        schema.registry: {url: "%s"}
        tasks: 2
        topics:
          orders: {format: avro, partitions: 4}
        lake:
          tables:
            orders:
              location: %s
              partition: [day(ordered_at)]
              rotate: {interval: 2s}
        warehouse:
          url: "%s"
          user: %s
          password: %s
          tables:
            orders: {mode: insert, interval: 500ms}
        views: [views/sales_by_country_minute.sql, views/sales_by_country_day.sql]
        """
            .formatted(
                bootstrapServers(),
                registryUrl(),
                lake(),
                mariaDb.url(),
                mariaDb.user(),
                mariaDb.password()));
    return file;
  }

  /** Orders into files and a table of Iceberg, both on S3, with files closed by the wall clock. */
  Path pipeline(S3 s3) throws IOException {
    Path file = folder.resolve("s3.yaml");
    StringBuilder access = new StringBuilder();
    s3.properties()
        .forEach((name, value) -> access.append("\n      \"" + name + "\": \"" + value + "\""));
    Files.writeString(
        file,
        """
        name: orders
        kafka: {bootstrap.servers: "%s"}
        schema.registry: {url: "%s"}
        tasks: 2
        topics:
          orders: {format: avro, partitions: 4}
        lake:
          tables:
            orders:
              location: s3://%s/orders
              partition: [day(ordered_at)]
              rotate: {schedule: 1s}%s
            listed:
              topic: orders
              location: s3://%s/listed
              table.format: iceberg
              partition: [day(ordered_at)]
              rotate: {schedule: 1s}%s
        """
            .formatted(
                bootstrapServers(), registryUrl(), s3.bucket(), access, s3.bucket(), access));
    return file;
  }

  @Override
  public void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }
}
