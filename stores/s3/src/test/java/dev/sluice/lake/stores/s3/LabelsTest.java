// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.lake.stores.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.core.failure.RefusedException;
import dev.sluice.core.settings.Settings;
import dev.sluice.lake.stores.Labels;
import dev.sluice.lake.stores.Location;
import dev.sluice.lake.stores.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tags of visible files, as they go over the wire: the server of the other tests has none. */
class LabelsTest {
  private static final Location FILE = new Location("day=1/orders+0+0000000005.avro");
  private static final Labels LABELS = new Labels(5, 9, 4);

  private final List<String> requests = new ArrayList<>();
  private HttpServer server;
  private int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private void label(String... more) throws IOException {
    Map<String, String> properties = new HashMap<>();
    properties.put("store.url", "http://127.0.0.1:" + server.getAddress().getPort());
    properties.put("aws.access.key.id", "key");
    properties.put("aws.secret.access.key", "secret");
    properties.put("s3.part.retries", "0");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    try (Store store = new S3StoreProvider().open("s3://lake/topics", new Settings(properties))) {
      store.label(FILE, LABELS);
    }
  }

  @Test
  void asksForNothingByDefault() throws IOException {
    label("s3.object.tagging.key.value.pairs", "team:sales");
    assertThat(requests).isEmpty();
  }

  @Test
  void tagsAFileWithItsOffsetsAndRows() throws IOException {
    label("s3.object.tagging", "true", "s3.object.tagging.key.value.pairs", "team:sales");
    assertThat(requests).hasSize(1);
    assertThat(requests.get(0))
        .startsWith("PUT /lake/topics/day%3D1/orders%2B0%2B0000000005.avro?tagging ")
        .contains("<Key>team</Key><Value>sales</Value>")
        .contains("<Key>startOffset</Key><Value>5</Value>")
        .contains("<Key>endOffset</Key><Value>9</Value>")
        .contains("<Key>recordCount</Key><Value>4</Value>");
  }

  @ParameterizedTest
  @CsvSource({"403", "500"})
  void ignoresARefusal(int answer) throws IOException {
    status = answer;
    label("s3.object.tagging", "true");
    assertThat(requests).isNotEmpty();
  }

  @Test
  void failsForGoodWhereThatIsAskedFor() {
    status = 403;
    assertThatThrownBy(
            () -> label("s3.object.tagging", "true", "s3.object.behavior.on.tagging.error", "fail"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("s3:PutObjectTagging");
  }

  @Test
  void triesAgainWhatMayPass() {
    status = 503;
    assertThatThrownBy(
            () -> label("s3.object.tagging", "true", "s3.object.behavior.on.tagging.error", "fail"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Tagging day=1/orders+0+0000000005.avro failed");
  }
}
