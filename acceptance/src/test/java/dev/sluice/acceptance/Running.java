// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A process that has said where it is, asked as an operator would ask it. */
final class Running {
  private static final Pattern PROCESS = Pattern.compile("this process +(http://\\S+)");
  private static final Pattern KAFKA = Pattern.compile("\n  Kafka {2,}(\\S+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Binary binary;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI uri;
  private final String bootstrapServers;

  private Running(Binary binary, URI uri, String bootstrapServers) {
    this.binary = binary;
    this.uri = uri;
    this.bootstrapServers = bootstrapServers;
  }

  /** Waits until the process says that it is up. */
  static Running await(Binary binary) throws IOException {
    binary.await(output -> output.contains("starting again continues."), Duration.ofSeconds(90));
    String output = binary.output();
    return new Running(binary, URI.create(last(PROCESS, output)), last(KAFKA, output));
  }

  private static String last(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    String found = "";
    while (matcher.find()) {
      found = matcher.group(1);
    }
    return found;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  JsonNode status() throws IOException {
    return JSON.readTree(get("/status").body());
  }

  HttpResponse<String> get(String path) throws IOException {
    return send(HttpRequest.newBuilder(uri.resolve(path)).GET());
  }

  HttpResponse<String> post(String path) throws IOException {
    return send(HttpRequest.newBuilder(uri.resolve(path)).POST(BodyPublishers.noBody()));
  }

  /** The first value of a query's answer in the warehouse. */
  String ask(String sql) throws IOException {
    String body =
        send(HttpRequest.newBuilder(uri.resolve("/sql")).POST(BodyPublishers.ofString(sql))).body();
    return JSON.readTree(body).path("rows").path(0).path(0).asText();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(
          request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Waits until every record in Kafka is visible or rejected everywhere. */
  void awaitDrained(Duration longest) throws IOException {
    await(
        status -> {
          for (JsonNode table : status.path("tables")) {
            if (table.path("lag").asLong() != 0) {
              return false;
            }
          }
          return status.path("records").asLong() > 0;
        },
        longest);
  }

  /** Publishes values without a key, and waits until Kafka has them. */
  void send(String topic, List<byte[]> values) throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>(topic, null, value)).get();
      }
    }
  }

  /** Whether a table has that many rows and rejects. */
  static boolean landed(JsonNode status, String destination, String name, long rows, long rejects) {
    for (JsonNode table : status.path("tables")) {
      if (table.path("destination").asText().equals(destination)
          && table.path("table").asText().equals(name)) {
        return table.path("rows").asLong() == rows && table.path("rejects").asLong() == rejects;
      }
    }
    return false;
  }

  void await(Predicate<JsonNode> wanted, Duration longest) throws IOException {
    long deadline = System.nanoTime() + longest.toNanos();
    JsonNode status = status();
    while (!wanted.test(status)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "not so within " + longest + "; status: " + status + "; output:\n" + binary.output());
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      status = status();
    }
  }
}
