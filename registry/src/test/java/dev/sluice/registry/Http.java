// Copyright The Sluice Authors
// SPDX-License-Identifier: Apache-2.0
package dev.sluice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Speaks to a registry as any client does. */
final class Http {
  static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI base;
  private final HttpClient client = HttpClient.newHttpClient();

  Http(URI base) {
    this.base = base;
  }

  record Answer(int status, String contentType, JsonNode body) {
    int errorCode() {
      return body.path("error_code").asInt();
    }
  }

  Answer get(String path) throws Exception {
    return send("GET", path, "");
  }

  Answer delete(String path) throws Exception {
    return send("DELETE", path, "");
  }

  Answer put(String path, String body) throws Exception {
    return send("PUT", path, body);
  }

  Answer post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  Answer postSchema(String path, String schema) throws Exception {
    return post(path, JSON.createObjectNode().put("schema", schema).toString());
  }

  Answer postSchema(String path, String type, String schema) throws Exception {
    return post(
        path, JSON.createObjectNode().put("schemaType", type).put("schema", schema).toString());
  }

  /** Registers, expects success, and answers the id. */
  int register(String subject, String schema) throws Exception {
    Answer answer = postSchema("/subjects/" + subject + "/versions", schema);
    if (answer.status() != 200) {
      throw new AssertionError("Not registered: " + answer);
    }
    return answer.body().path("id").asInt();
  }

  private Answer send(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", MEDIA_TYPE)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        JSON.readTree(response.body()));
  }
}
