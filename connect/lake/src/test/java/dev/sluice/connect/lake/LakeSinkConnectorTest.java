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

class LakeSinkConnectorTest {
  private final LakeSinkConnector connector = new LakeSinkConnector();

  private static Map<String, String> config(String... more) {
    Map<String, String> config = new HashMap<>();
    config.put("pipeline", "orders");
    config.put("table", "orders");
    config.put("location", "lake/orders");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  private List<String> errors(Map<String, String> config) {
    return connector.validate(config).configValues().stream()
        .map(ConfigValue::errorMessages)
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void takesWhatGoesTogether() {
    assertThat(errors(config("format", "json", "compression", "gzip"))).isEmpty();
  }

  /** Told when the connector is made, not when its first task starts. */
  @Test
  void refusesACodecThatTheFormatDoesNotHave() {
    Map<String, String> config = config("format", "json", "compression", "snappy");
    assertThat(errors(config))
        .singleElement()
        .asString()
        .startsWith("compression: compression snappy does not go with format json");
    assertThatThrownBy(() -> connector.start(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("compression snappy does not go with format json");
  }

  @Test
  void refusesWhatATableOfIcebergDoesNotHave() {
    assertThat(errors(config("table.format", "iceberg", "format", "json")))
        .singleElement()
        .asString()
        .startsWith("table.format: files of a table of Iceberg are of format parquet here");
    assertThat(errors(config("table.format", "iceberg", "iceberg.table", "sales.orders")))
        .singleElement()
        .asString()
        .contains("only a table in a catalog has iceberg.table; set iceberg.catalog.uri too");
  }

  @Test
  void refusesAPartitionThatCannotBeRead() {
    assertThat(errors(config("partition", "decade(ordered_at)")))
        .singleElement()
        .asString()
        .startsWith("partition: ");
  }
}
