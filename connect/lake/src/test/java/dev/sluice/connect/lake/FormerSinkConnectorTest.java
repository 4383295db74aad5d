// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.connect.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told when a connector of a former sink's properties is made. */
class FormerSinkConnectorTest {
  private static Map<String, String> config(String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "orders-to-s3");
    config.put("s3.bucket.name", "lake");
    config.put("storage.class", "io.confluent.connect.s3.storage.S3Storage");
    config.put("format.class", "io.confluent.connect.s3.format.avro.AvroFormat");
    config.put("flush.size", "1000");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  private static List<String> errors(Map<String, String> config) {
    return new S3SinkConnector()
        .validate(config).configValues().stream()
            .map(ConfigValue::errorMessages)
            .flatMap(List::stream)
            .toList();
  }

  @Test
  void takesTheMinimum() {
    assertThat(errors(config())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "hive.database, x",
    "schema.cache.size, 5",
    "nobody.knows, x",
    "rotate.on.schema.change, never"
  })
  void takesWhatHasNoEffectAndOursBeside(String name, String value) {
    assertThat(errors(config(name, value))).isEmpty();
    new S3SinkConnector().start(config(name, value));
  }

  @ParameterizedTest
  @CsvSource({
    "format.class, com.example.Mine, is code of your own",
    "s3.acl.canned, mine, must be one of",
    "s3.part.size, 1, must be from",
    "s3.wan.mode, true, s3.path.style.access.enabled=false",
    "s3.credentials.provider.class, com.example.Missing, no such class",
    "behavior.on.null.values, write, needs store.kafka.keys=true"
  })
  void refusesWithAReason(String name, String value, String reason) {
    Map<String, String> config = config(name, value);
    assertThat(errors(config)).singleElement().asString().startsWith(name).contains(reason);
    assertThatThrownBy(() -> new S3SinkConnector().start(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void ourOwnPropertiesWin() {
    S3SinkConnector connector = new S3SinkConnector();
    connector.start(config("rotate.on.schema.change", "never", "start", "earliest"));
    assertThat(connector.taskConfigs(1).get(0))
        .containsEntry("rotate.on.schema.change", "never")
        .containsEntry("start", "earliest")
        .containsEntry("pipeline", "orders-to-s3");
  }
}
