// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.registry.Http.Answer;
import dev.sluice.registry.failure.RegistryStartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Topics that this registry did not make. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForeignTopicTest {
  private EmbeddedKafka kafka;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    kafka = EmbeddedKafka.start(folder);
  }

  @AfterAll
  void stop() {
    kafka.close();
  }

  @Test
  void takesOverATopicOfConfluent() throws Exception {
    make("theirs", 1, "compact");
    send("theirs", "{\"keytype\":\"NOOP\",\"magic\":0}", null);
    send(
        "theirs",
        "{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":1,\"magic\":1}",
        "{\"subject\":\"s\",\"version\":1,\"id\":41,\"md5\":\"x\","
            + "\"schema\":\"\\\"int\\\"\",\"deleted\":false}");
    send("theirs", "not JSON", "at all");
    send(
        "theirs",
        "{\"keytype\":\"CONFIG\",\"subject\":\"s\",\"magic\":0}",
        "{\"compatibilityLevel\":\"NONE\",\"normalize\":true}");

    try (SchemaRegistry registry = SchemaRegistry.start(settings("theirs"))) {
      Http http = new Http(registry.url());
      assertThat(http.get("/schemas/ids/41").body().path("schema").asText()).isEqualTo("\"int\"");
      assertThat(http.register("s", "\"string\"")).isEqualTo(42);
      assertThat(http.get("/subjects/s/versions").body().toString()).isEqualTo("[1,2]");
    }
  }

  /** Records as the original writes them, of every kind that changes something. */
  @Test
  void readsEveryKindOfRecordOfConfluent() throws Exception {
    make("full", 1, "compact");
    send(
        "full",
        "{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0}",
        "{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
    send(
        "full",
        "{\"keytype\":\"MODE\",\"subject\":\"frozen\",\"magic\":0}",
        "{\"mode\":\"READONLY\"}");
    send(
        "full",
        "{\"keytype\":\"SCHEMA\",\"subject\":\"p\",\"version\":1,\"magic\":1}",
        "{\"subject\":\"p\",\"version\":1,\"id\":5,\"md5\":\"mT1VzFq9mh3NUN8yBdQdkw==\","
            + "\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = \\\"proto3\\\";\\n\\nmessage A {\\n"
            + "  int32 a = 1;\\n}\\n\",\"deleted\":false}");
    send(
        "full",
        "{\"keytype\":\"SCHEMA\",\"subject\":\"q\",\"version\":1,\"magic\":1}",
        "{\"subject\":\"q\",\"version\":1,\"id\":6,\"schemaType\":\"PROTOBUF\",\"references\":"
            + "[{\"name\":\"a.proto\",\"subject\":\"p\",\"version\":1}],\"schema\":\"import \\\"a.proto\\\";"
            + "\\nmessage B {}\\n\",\"deleted\":false}");
    send(
        "full",
        "{\"keytype\":\"SCHEMA\",\"subject\":\"gone\",\"version\":1,\"magic\":1}",
        "{\"subject\":\"gone\",\"version\":1,\"id\":9,\"schema\":\"\\\"int\\\"\",\"deleted\":false}");
    send(
        "full",
        "{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"gone\",\"magic\":0}",
        "{\"subject\":\"gone\",\"version\":1}");
    send(
        "full",
        "{\"keytype\":\"CLEAR_SUBJECT\",\"subject\":\"other\",\"magic\":0}",
        "{\"subject\":\"other\"}");

    try (SchemaRegistry registry = SchemaRegistry.start(settings("full"))) {
      Http http = new Http(registry.url());
      assertThat(http.get("/config").body().toString()).contains("FULL_TRANSITIVE");
      assertThat(http.get("/mode/frozen").body().toString()).contains("READONLY");
      assertThat(http.get("/subjects").body().toString()).isEqualTo("[\"p\",\"q\"]");
      assertThat(http.get("/subjects?deletedOnly=true").body().toString()).isEqualTo("[\"gone\"]");
      assertThat(http.get("/schemas/ids/5").body().path("schemaType").asText())
          .isEqualTo("PROTOBUF");
      assertThat(http.get("/subjects/p/versions/1/referencedby").body().toString())
          .isEqualTo("[6]");
      Answer again =
          http.postSchema(
              "/subjects/p/versions", "PROTOBUF", "syntax=\"proto3\"; message A { int32 a = 1; }");
      assertThat(again.body().path("id").asInt())
          .as("the same schema, spelled otherwise")
          .isEqualTo(5);
      assertThat(http.register("r", "\"long\"")).isEqualTo(10);
    }
  }

  /** The other way round: byte for byte what the original's reader expects. */
  @Test
  void writesRecordsThatTheOriginalReads() throws Exception {
    try (SchemaRegistry registry = SchemaRegistry.start(settings("ours"))) {
      Http http = new Http(registry.url());
      http.register("a", "\"int\"");
      http.postSchema("/subjects/j/versions", "JSON", "{\"type\": \"string\"}");
      http.put("/config", "{\"compatibility\":\"FULL\"}");
      http.put("/config/a", "{\"compatibility\":\"NONE\"}");
      http.put("/mode/a", "{\"mode\":\"READWRITE\"}");
      http.delete("/subjects/j/versions/1");
      http.delete("/subjects/j/versions/1?permanent=true");
      http.delete("/subjects/a");
    }

    assertThat(records("ours"))
        .containsExactly(
            "{\"keytype\":\"SCHEMA\",\"subject\":\"a\",\"version\":1,\"magic\":1} -> {\"subject\":\"a\","
                + "\"version\":1,\"id\":1,\"schema\":\"\\\"int\\\"\",\"deleted\":false}",
            "{\"keytype\":\"SCHEMA\",\"subject\":\"j\",\"version\":1,\"magic\":1} -> {\"subject\":\"j\","
                + "\"version\":1,\"id\":2,\"schemaType\":\"JSON\",\"schema\":\"{\\\"type\\\":"
                + "\\\"string\\\"}\",\"deleted\":false}",
            "{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0} -> {\"compatibilityLevel\":\"FULL\"}",
            "{\"keytype\":\"CONFIG\",\"subject\":\"a\",\"magic\":0} -> {\"compatibilityLevel\":\"NONE\"}",
            "{\"keytype\":\"MODE\",\"subject\":\"a\",\"magic\":0} -> {\"mode\":\"READWRITE\"}",
            "{\"keytype\":\"SCHEMA\",\"subject\":\"j\",\"version\":1,\"magic\":1} -> {\"subject\":\"j\","
                + "\"version\":1,\"id\":2,\"schemaType\":\"JSON\",\"schema\":\"{\\\"type\\\":"
                + "\\\"string\\\"}\",\"deleted\":true}",
            "{\"keytype\":\"SCHEMA\",\"subject\":\"j\",\"version\":1,\"magic\":1} -> null",
            "{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"a\",\"magic\":0} -> {\"subject\":\"a\","
                + "\"version\":1}",
            "{\"keytype\":\"MODE\",\"subject\":\"a\",\"magic\":0} -> null",
            "{\"keytype\":\"CONFIG\",\"subject\":\"a\",\"magic\":0} -> null");
  }

  private List<String> records(String topic) {
    List<String> records = new ArrayList<>();
    Map<String, Object> properties = new HashMap<>(properties());
    properties.put("isolation.level", "read_committed");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(r -> records.add(r.key() + " -> " + r.value()));
      }
    }
    return records;
  }

  @Test
  void refusesATopicThatForgets() throws Exception {
    make("forgets", 1, "delete");

    assertThatThrownBy(() -> SchemaRegistry.start(settings("forgets")))
        .isInstanceOf(RegistryStartException.class)
        .hasMessageContaining("cleanup.policy=delete");
  }

  @Test
  void refusesATopicWithoutOneOrder() throws Exception {
    make("wide", 2, "compact");

    assertThatThrownBy(() -> SchemaRegistry.start(settings("wide")))
        .isInstanceOf(RegistryStartException.class)
        .hasMessageContaining("2 partitions");
  }

  @Test
  void saysWhichSettingToCheckWhenTheClusterCannotBeFound() {
    assertThatThrownBy(() -> SchemaRegistry.start(RegistrySettings.of("no-such-host.invalid:9")))
        .isInstanceOf(RegistryStartException.class)
        .hasMessageContaining("no-such-host.invalid:9")
        .hasMessageContaining("bootstrap servers");
  }

  private void send(String topic, String key, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties(), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  private void make(String topic, int partitions, String policy) throws Exception {
    try (Admin admin = Admin.create(properties())) {
      NewTopic fresh =
          new NewTopic(topic, partitions, (short) 1).configs(Map.of("cleanup.policy", policy));
      admin.createTopics(List.of(fresh)).all().get();
    }
  }

  private RegistrySettings settings(String topic) {
    return RegistrySettings.of(kafka.bootstrapServers()).inTopic(topic);
  }

  private Map<String, Object> properties() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
