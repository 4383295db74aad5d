// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Store;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3StoreProviderTest {
  private static final Map<String, String> KEYS =
      Map.of(
          "s3.region",
          "eu-central-1",
          "aws.access.key.id",
          "key",
          "aws.secret.access.key",
          "secret");

  private static Store open(String location, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(KEYS);
    properties.putAll(more);
    return new S3StoreProvider().open(location, new Settings(properties));
  }

  @ParameterizedTest
  @CsvSource({
    "s3://lake, s3://lake",
    "s3://lake/, s3://lake",
    "s3://lake/orders, s3://lake/orders",
    "s3://lake/a/orders/, s3://lake/a/orders"
  })
  void readsALocation(String location, String described) {
    try (Store store = open(location, Map.of())) {
      assertThat(store.describe()).isEqualTo(described);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://", "s3:///orders", "s4://lake/orders"})
  void refusesALocationWithoutABucket(String location) {
    assertThatThrownBy(() -> open(location, Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(location);
  }

  @ParameterizedTest
  @CsvSource({
    "s3.sse.kms.key.id, my-key, s3.ssea.name",
    "s3.sse.customer.key, short, 32 bytes",
    "s3.sse.customer.key, c2hvcnQ=, 5 bytes",
    "store.url, http://, must be a URL",
    "s3.proxy.url, :::, must be a URL",
    "s3.wan.mode, true, s3.path.style.access.enabled"
  })
  void refusesSettingsThatCannotWork(String name, String value, String reason) {
    assertThatThrownBy(() -> open("s3://lake", Map.of(name, value)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesAnAccessKeyWithoutItsSecret() {
    Settings settings = new Settings(Map.of("s3.region", "eu-central-1", "aws.access.key.id", "k"));
    assertThatThrownBy(() -> new S3StoreProvider().open("s3://lake", settings))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("aws.secret.access.key");
  }

  @ParameterizedTest
  @CsvSource({
    "s3.part.size, 4MiB",
    "s3.part.size, 2GiB",
    "s3.parallel.parts, 0",
    "s3.ssea.name, rot13",
    "s3.acl.canned, mine",
    "s3.object.tagging.key.value.pairs, tag"
  })
  void findsValuesOutOfRange(String name, String value) {
    assertThat(S3Settings.GROUP.check(Map.of(name, value))).hasSize(1);
  }

  @Test
  void acceleratesWithoutPathStyle() {
    try (Store store =
        open("s3://lake", Map.of("s3.wan.mode", "true", "s3.path.style.access.enabled", "false"))) {
      assertThat(store.describe()).isEqualTo("s3://lake");
    }
  }

  @Test
  void everyExampleIsGood() {
    for (Setting<?> setting : S3Settings.GROUP.settings()) {
      assertThat(S3Settings.GROUP.check(Map.of(setting.name(), setting.example())))
          .as(setting.name())
          .isEmpty();
    }
  }
}
