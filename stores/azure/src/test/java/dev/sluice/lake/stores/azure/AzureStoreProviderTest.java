// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.azure;

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
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureStoreProviderTest {
  private static final String LAKE = "abfss://lake@acme.dfs.core.windows.net";

  private static Store open(String location, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.putIfAbsent("azblob.account.key", "a2V5");
    return new AzureStoreProvider().open(location, new Settings(properties));
  }

  @ParameterizedTest
  @CsvSource({
    LAKE + ", " + LAKE,
    LAKE + "/, " + LAKE,
    LAKE + "/orders, " + LAKE + "/orders",
    "wasb://lake@acme.blob.core.windows.net/a/orders/, wasb://lake@acme.blob.core.windows.net/a/orders"
  })
  void readsALocation(String location, String described) {
    try (Store store = open(location, Map.of())) {
      assertThat(store.describe()).isEqualTo(described);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abfss://lake@acme.dfs.core.windows.net/o, https://acme.blob.core.windows.net, acme",
    "abfs://lake@acme.dfs.core.chinacloudapi.cn, http://acme.blob.core.chinacloudapi.cn, acme",
    "wasbs://lake@acme.blob.core.windows.net/o, https://acme.blob.core.windows.net, acme"
  })
  void findsTheBlobServiceOfAnAccount(String location, String service, String account) {
    Container container = Container.of(location);
    assertThat(container.service()).isEqualTo(service);
    assertThat(container.account()).isEqualTo(account);
    assertThat(container.name()).isEqualTo("lake");
  }

  @Test
  void namesOfBlobsAreRelativeToTheFolder() {
    Container container = Container.of(LAKE + "/a/orders");
    assertThat(container.blob(new Location("day=1/x"))).isEqualTo("a/orders/day=1/x");
    assertThat(container.folder(Location.root())).isEqualTo("a/orders/");
    assertThat(container.location("a/orders/day=1/x")).hasValue(new Location("day=1/x"));
    assertThat(container.location("a/other")).isEmpty();
    assertThat(container.location("a/orders//x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abfss://", "abfss://lake", "abfss://lake/orders", "abfss://@acme/x"})
  void refusesALocationWithoutContainerOrAccount(String location) {
    assertThatThrownBy(() -> open(location, Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(location);
  }

  @ParameterizedTest
  @CsvSource({
    "azblob.sas.token, sv=1&sig=x, exclude each other",
    "azblob.proxy.url, proxy, must be a URL",
    "azblob.proxy.url, :::, must be a URL",
    "azblob.metadata, my-team:sales, 'my-team'",
    "azblob.endpoint, :::, do not lead to a service",
    "azblob.tags, 'a:1,b:1,c:1,d:1,e:1,f:1,g:1,h:1,i:1,j:1,k:1', Azure takes 10"
  })
  void refusesSettingsThatCannotWork(String name, String value, String reason) {
    assertThatThrownBy(() -> open(LAKE, Map.of(name, value)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesAConnectionStringOfAnotherAccount() {
    Settings settings =
        new Settings(
            Map.of(
                "azure.storage.connection.string",
                "DefaultEndpointsProtocol=https;AccountName=other;AccountKey=a2V5;EndpointSuffix=core.windows.net"));
    assertThatThrownBy(() -> new AzureStoreProvider().open(LAKE, settings))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("the account other");
  }

  @Test
  void needsNoKeyWhereTheMachineHasAnIdentity() {
    new AzureStoreProvider().open(LAKE, new Settings(Map.of())).close();
    new AzureStoreProvider()
        .open(LAKE, new Settings(Map.of("azblob.client.id", "0f8fad5b")))
        .close();
  }

  @Test
  void goesThroughAProxyAndNamesTheEncryptionScope() throws Exception {
    List<URI> asked = new CopyOnWriteArrayList<>();
    List<String> scopes = new CopyOnWriteArrayList<>();
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI());
          scopes.add(exchange.getRequestHeaders().getFirst("x-ms-encryption-scope"));
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    proxy.start();
    String url = "http://127.0.0.1:" + proxy.getAddress().getPort();
    Map<String, String> more = Map.of("azblob.proxy.url", url, "azblob.encryption.scope", "sales");
    try (Store store = open("abfs://lake@acme.invalid/orders", more)) {
      assertThat(store.putIfAbsent(new Location("1.json"), new byte[1])).isTrue();
    } finally {
      proxy.stop(0);
    }
    assertThat(asked).hasSize(1);
    assertThat(scopes).containsExactly("sales");
    assertThat(asked.get(0)).hasHost("acme.invalid").hasPath("/lake/orders/1.json");
  }

  @ParameterizedTest
  @CsvSource({
    "azblob.block.size, 1KiB",
    "azblob.block.size, 2GiB",
    "azblob.parallel.blocks, 0",
    "azblob.access.tier, warm",
    "azblob.metadata, team"
  })
  void findsValuesOutOfRange(String name, String value) {
    assertThat(AzureSettings.GROUP.check(Map.of(name, value))).hasSize(1);
  }

  @Test
  void everyExampleIsGood() {
    for (Setting<?> setting : AzureSettings.GROUP.settings()) {
      assertThat(AzureSettings.GROUP.check(Map.of(setting.name(), setting.example())))
          .as(setting.name())
          .isEmpty();
    }
  }

  private static Map<String, String> application() {
    Map<String, String> application = new HashMap<>();
    application.put("azblob.client.id", "0f8fad5b-d9cb-469f-a165-70867728950e");
    application.put("azblob.client.secret", "secret");
    application.put("azblob.tenant.id", "acme");
    return application;
  }

  @Test
  void takesAnApplicationsCredentials() {
    Settings settings = new Settings(application());
    try (Store store = new AzureStoreProvider().open(LAKE, settings)) {
      assertThat(store.describe()).isEqualTo(LAKE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"azblob.client.id", "azblob.tenant.id"})
  void anApplicationNeedsMoreThanItsSecret(String missing) {
    Map<String, String> application = application();
    application.remove(missing);
    assertThatThrownBy(() -> new AzureStoreProvider().open(LAKE, new Settings(application)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(missing);
  }
}
