// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcsStoreProviderTest {
  private static Store open(String location, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(Map.of("gcs.endpoint", "http://127.0.0.1:9"));
    properties.putAll(more);
    return new GcsStoreProvider().open(location, new Settings(properties));
  }

  @ParameterizedTest
  @CsvSource({"gs://lake, gs://lake", "gs://lake/, gs://lake", "gs://lake/a/b/, gs://lake/a/b"})
  void namesThePlace(String location, String described) {
    try (Store store = open(location, Map.of())) {
      assertThat(store.describe()).isEqualTo(described);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gs://", "gs:///orders", "gs:lake"})
  void refusesALocationWithoutABucket(String location) {
    assertThatThrownBy(() -> open(location, Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(location);
  }

  @ParameterizedTest
  @CsvSource({
    "gcs.credentials.path, /no/such/file, credentials for Google cannot be had",
    "gcs.credentials.json, {}, credentials for Google cannot be had",
    "gcs.endpoint, :::, must be a URL",
    "gcs.proxy.url, proxy, must be a URL"
  })
  void refusesSettingsThatCannotWork(String name, String value, String reason) {
    assertThatThrownBy(() -> open("gs://lake", Map.of(name, value)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesTwoKindsOfCredentials() {
    assertThatThrownBy(
            () ->
                open(
                    "gs://lake", Map.of("gcs.credentials.path", "a", "gcs.credentials.json", "{}")))
        .hasMessageContaining("exclude each other");
  }

  /** With the account's token and the payer, through the proxy with its password. */
  @Test
  void signsRequestsAndGoesThroughAProxy() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          boolean token = exchange.getRequestURI().getPath().equals("/token");
          asked.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
          exchange.getRequestBody().readAllBytes();
          byte[] answer =
              (token ? "{\"access_token\":\"abc\",\"expires_in\":3600}" : "{}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    proxy.start();
    Map<String, String> settings =
        Map.of(
            "gcs.endpoint", "http://gcs.invalid",
            "gcs.proxy.url", "http://127.0.0.1:" + proxy.getAddress().getPort(),
            "gcs.proxy.user", "u",
            "gcs.proxy.password", "p",
            "gcs.user.project", "payer",
            "gcs.credentials.json",
                "{\"type\":\"authorized_user\",\"client_id\":\"c\",\"client_secret\":\"s\",\"refresh_token\":\"r\","
                    + "\"token_uri\":\"http://token.invalid/token\"}");
    try (Store store = open("gs://lake/orders", settings)) {
      store.delete(new Location("1.json"));
    } finally {
      proxy.stop(0);
    }
    assertThat(asked.get(asked.size() - 1))
        .isEqualTo(
            "http://gcs.invalid/storage/v1/b/lake/o/orders%2F1.json?userProject=payer Bearer abc Basic dTpw");
  }

  @ParameterizedTest
  @CsvSource({
    "gcs.part.size, 1KiB",
    "gcs.part.size, 2GiB",
    "gcs.parallel.parts, 0",
    "gcs.storage.class, warm",
    "gcs.metadata, team"
  })
  void findsValuesOutOfRange(String name, String value) {
    assertThat(GcsSettings.GROUP.check(Map.of(name, value))).hasSize(1);
  }

  @Test
  void everyExampleIsGood() {
    for (Setting<?> setting : GcsSettings.GROUP.settings()) {
      assertThat(GcsSettings.GROUP.check(Map.of(setting.name(), setting.example())))
          .as(setting.name())
          .isEmpty();
    }
  }
}
