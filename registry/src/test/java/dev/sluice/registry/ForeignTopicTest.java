// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.registry.failure.RegistryStartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
