// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.runtime.worker.ConnectClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plug-in in a worker of Kafka Connect 3.9, found by its service files. */
class OlderConnectIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Path LIBRARIES = Path.of("..", "testkit", "connect39", "target", "lib");
  private static final Path PLUGINS = Path.of("..", "cli", "target", "sluice", "plugins");

  @TempDir private Path folder;

  @Test
  void loadsAndLandsRows() throws Exception {
    try (Company company = Company.open(folder)) {
      URI rest = URI.create("http://127.0.0.1:" + freePort());
      Process worker = worker(company.bootstrapServers(), rest);
      try {
        assertThat(plugins(rest))
            .contains(
                "dev.sluice.connect.lake.AzureBlobSinkConnector",
                "dev.sluice.connect.lake.AzureDataLakeGen2SinkConnector",
                "dev.sluice.connect.lake.GcsSinkConnector",
                "dev.sluice.connect.lake.LakeSinkConnector",
                "dev.sluice.connect.lake.S3SinkConnector",
                "dev.sluice.connect.warehouse.WarehouseSinkConnector");
        send(company.bootstrapServers());
        Path lake = folder.resolve("lake");
        new ConnectClient(rest)
            .configure(
                "sales",
                Map.of(
                    "connector.class", "dev.sluice.connect.lake.LakeSinkConnector",
                    "topics", "sales",
                    "tasks.max", "1",
                    "pipeline", "sales",
                    "table", "sales",
                    "location", lake.toString(),
                    "value.format", "json",
                    "rotate.interval", "1s"));
        Waiting.until(
            () -> Files.isDirectory(lake) && hasFiles(lake) ? ids(lake) : List.of(),
            IntStream.range(0, 100).mapToObj(Integer::toString).toList());
      } finally {
        worker.destroy();
        worker.waitFor();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process worker(String bootstrapServers, URI rest) throws IOException {
    String bytes = "org.apache.kafka.connect.converters.ByteArrayConverter";
    Path properties =
        Files.writeString(
            folder.resolve("worker.properties"),
            String.join(
                "\n",
                "bootstrap.servers=" + bootstrapServers,
                "listeners=" + rest,
                "plugin.path=" + PLUGINS.toAbsolutePath().normalize(),
                "plugin.discovery=service_load",
                "key.converter=" + bytes,
                "value.converter=" + bytes,
                "offset.flush.interval.ms=1000",
                "offset.storage.file.filename=" + folder.resolve("offsets")));
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx512m",
            "-cp",
            LIBRARIES + "/*",
            "org.apache.kafka.connect.cli.ConnectStandalone",
            properties.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("worker.txt").toFile())
        .start();
  }

  /** Names of the plug-ins, once the worker answers. */
  private List<String> plugins(URI rest) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(rest.resolve("/connector-plugins")).build();
    long deadline = System.nanoTime() + SOON.toNanos();
    while (true) {
      try {
        String body =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
        List<String> names = new ArrayList<>();
        for (JsonNode plugin : new ObjectMapper().readTree(body)) {
          names.add(plugin.path("class").asText());
        }
        return names;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new IOException(Files.readString(folder.resolve("worker.txt")), e);
        }
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      }
    }
  }

  private static void send(String bootstrapServers) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int id = 0; id < 100; id++) {
        byte[] value = ("{\"id\":" + id + "}").getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>("sales", value)).get();
      }
    }
  }

  private static boolean hasFiles(Path lake) throws IOException {
    try (Stream<Path> files = Files.walk(lake)) {
      return files.anyMatch(file -> file.toString().endsWith(".parquet"));
    }
  }

  private static List<String> ids(Path lake) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery("SELECT id FROM '" + lake + "/*.parquet' ORDER BY id")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }
}
