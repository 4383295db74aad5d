// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.decoders.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.core.failure.MalformedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryClientTest {
  private final Map<String, String> answers = new HashMap<>();
  private HttpServer server;
  private RegistryClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String answer = answers.get(exchange.getRequestURI().toString());
          byte[] body =
              (answer == null ? "{\"error_code\":40401}" : answer.replace('\'', '"'))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    client = new RegistryClient(List.of("http://127.0.0.1:" + server.getAddress().getPort()), "");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Also those that references refer to, before what refers to them. */
  @Test
  void bringsReferencesAlong() throws MalformedException {
    answers.put(
        "/schemas/ids/7",
        "{'schemaType':'PROTOBUF','schema':'a','references':"
            + "[{'name':'b.proto','subject':'of b','version':2},{'name':'c.proto','subject':'c','version':1}]}");
    answers.put(
        "/subjects/of+b/versions/2?deleted=true",
        "{'schema':'b','references':[{'name':'c.proto','subject':'c','version':1}]}");
    answers.put("/subjects/c/versions/1?deleted=true", "{'schema':'c'}");
    RegisteredSchema schema = client.registered(7);
    assertThat(schema.language()).isEqualTo(RegisteredSchema.Language.PROTOBUF);
    assertThat(schema.text()).isEqualTo("a");
    assertThat(schema.imports().entrySet())
        .containsExactly(Map.entry("c.proto", "c"), Map.entry("b.proto", "b"));
  }

  @Test
  void parsesAvroWithReferences() throws MalformedException {
    answers.put(
        "/schemas/ids/3",
        "{'schema':'{\\'type\\':\\'array\\',\\'items\\':\\'shop.Line\\'}','references':"
                .replace("\\'", "\\\"")
            + "[{'name':'shop.Line','subject':'line','version':1}]}");
    answers.put(
        "/subjects/line/versions/1?deleted=true",
        "{'schema':'{\\'type\\':\\'fixed\\',\\'name\\':\\'shop.Line\\',\\'size\\':2}'}"
            .replace("\\'", "\\\""));
    assertThat(client.byId(3).getElementType().getFixedSize()).isEqualTo(2);
  }

  @Test
  void saysWhichReferenceIsMissing() {
    answers.put(
        "/schemas/ids/4",
        "{'schemaType':'JSON','schema':'{}','references':"
            + "[{'name':'place.json','subject':'place','version':5}]}");
    assertThatThrownBy(() -> client.registered(4))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(
            "schema id 4 refers to place.json, version 5 of subject place, which the registry does not have");
  }

  @Test
  void saysThatASchemaIsInAnotherLanguage() {
    answers.put("/schemas/ids/5", "{'schemaType':'JSON','schema':'{}'}");
    assertThatThrownBy(() -> client.byId(5))
        .hasMessage("schema id 5 is of type JSON, and this topic is read as Avro");
    answers.put("/schemas/ids/6", "{'schemaType':'XSD','schema':'{}'}");
    assertThatThrownBy(() -> client.registered(6))
        .hasMessage("schema id 6 is of type XSD, which is not known here");
  }
}
